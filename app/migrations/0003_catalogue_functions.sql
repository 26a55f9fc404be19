-- Catalogue: the one place that says what a product costs and how much of it is left.
-- Both are plain SQL, so the planner inlines them; each answers exactly one row.

-- R16: the lowest price that applies to these tiers at this instant wins. Every kind but the
-- base price is a discount and stops at the floor (in points; 1 point is 10 fen, R6).
CREATE FUNCTION catalogue_price(
    of_product bigint, floor_points bigint, tiers text[], at timestamptz
) RETURNS TABLE (
    unit_points bigint, unit_cash_fen bigint,
    list_points bigint, list_cash_fen bigint, price_ends_at timestamptz
) LANGUAGE sql STABLE AS $$
    SELECT min(CASE price.kind WHEN 'base' THEN price.points
               ELSE greatest(price.points, $2) END)
               FILTER (WHERE price.points IS NOT NULL),
           min(CASE price.kind WHEN 'base' THEN price.cash_fen
               ELSE greatest(price.cash_fen, $2 * 10) END)
               FILTER (WHERE price.cash_fen IS NOT NULL),
           min(price.points) FILTER (WHERE price.kind = 'base'),
           min(price.cash_fen) FILTER (WHERE price.kind = 'base'),
           (array_agg(price.ends_at ORDER BY coalesce(price.points, price.cash_fen)))[1]
      FROM price
     WHERE price.product = $1 AND price.tier = ANY($3)
       AND (price.starts_at IS NULL OR price.starts_at <= $4)
       AND (price.ends_at IS NULL OR price.ends_at > $4)
$$;

-- What is left, over all slots that lie ahead. No row of stock at all means unlimited.
CREATE FUNCTION catalogue_left(of_product bigint, at timestamptz) RETURNS TABLE (
    has_stock_row boolean, has_slots boolean, available bigint, total bigint
) LANGUAGE sql STABLE AS $$
    SELECT count(*) > 0, count(stock.slot) > 0,
           sum(stock.available) FILTER (WHERE stock.slot IS NULL OR slot.starts_at > $2)::bigint,
           sum(stock.total) FILTER (WHERE stock.slot IS NULL OR slot.starts_at > $2)::bigint
      FROM stock LEFT JOIN slot ON slot.id = stock.slot
     WHERE stock.product = $1
$$;
