"""What must be true of stock and prices at every instant, as SQL that returns what is not.

Each statement sees one snapshot and returns `subject`, `expected` and `found`, as text.
"""

_ADDS_UP = """
SELECT format('stock %s', id) AS subject, total::text AS expected,
       format('%s + %s + %s', available, reserved, sold) AS found
  FROM stock
 WHERE total <> available + reserved + sold OR least(available, reserved, sold) < 0"""

_COUNTERS = """
SELECT format('stock %s', stock.id) AS subject,
       format('%s reserved, %s sold', coalesce(moves.reserved, 0), coalesce(moves.sold, 0))
           AS expected,
       format('%s reserved, %s sold', stock.reserved, stock.sold) AS found
  FROM stock LEFT JOIN (
       SELECT stock, sum(CASE kind WHEN 'reserve' THEN quantity ELSE -quantity END) AS reserved,
              sum(CASE kind WHEN 'commit' THEN quantity ELSE 0 END) AS sold
         FROM stock_move GROUP BY stock) AS moves ON moves.stock = stock.id
 WHERE stock.reserved <> coalesce(moves.reserved, 0) OR stock.sold <> coalesce(moves.sold, 0)"""

_ENDED_ONCE = """
SELECT ended.reference AS subject, 'one end of one reservation' AS expected,
       string_agg(format('%s of %s', ended.kind, ended.quantity), ', ') AS found
  FROM stock_move AS ended
  LEFT JOIN stock_move AS begun
    ON begun.reference = ended.reference AND begun.kind = 'reserve'
 WHERE ended.kind <> 'reserve'
 GROUP BY ended.reference
HAVING count(*) > 1 OR bool_or(begun.id IS NULL OR begun.stock <> ended.stock
                               OR begun.quantity <> ended.quantity)"""

_ONE_UNIT = """
SELECT format('price %s', price.id) AS subject, product.pricing AS expected,
       CASE WHEN price.points IS NULL THEN 'cash' ELSE 'points' END AS found
  FROM price JOIN product ON product.id = price.product
 WHERE (product.pricing = 'points') <> (price.points IS NOT NULL)"""

INVARIANTS = {
    "stock adds up": _ADDS_UP,
    "stock counters equal stock moves": _COUNTERS,
    "a reservation ends at most once, for what was reserved": _ENDED_ONCE,
    "a product has prices in one unit, its own": _ONE_UNIT,
}
