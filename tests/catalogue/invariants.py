"""What must hold of stock at any instant: name → SQL that returns the offending rows."""

INVARIANTS = {
    "stock adds up": """
        SELECT id FROM stock
         WHERE total <> available + reserved + sold
            OR least(available, reserved, sold) < 0""",
    "stock counters equal stock moves": """
        SELECT stock.id FROM stock LEFT JOIN (
            SELECT stock,
                   sum(CASE kind WHEN 'reserve' THEN quantity ELSE -quantity END) AS reserved,
                   sum(CASE kind WHEN 'commit' THEN quantity ELSE 0 END) AS sold
              FROM stock_move GROUP BY stock) AS moves ON moves.stock = stock.id
         WHERE stock.reserved <> coalesce(moves.reserved, 0)
            OR stock.sold <> coalesce(moves.sold, 0)""",
    "a reservation ends at most once, for what was reserved": """
        SELECT ended.reference FROM stock_move AS ended
          LEFT JOIN stock_move AS begun
            ON begun.reference = ended.reference AND begun.kind = 'reserve'
         WHERE ended.kind <> 'reserve'
         GROUP BY ended.reference
        HAVING count(*) > 1
            OR bool_or(begun.id IS NULL OR begun.stock <> ended.stock
                       OR begun.quantity <> ended.quantity)""",
    "a product has prices in one unit, its own": """
        SELECT price.id FROM price JOIN product ON product.id = price.product
         WHERE (product.pricing = 'points') <> (price.points IS NOT NULL)""",
}
