"""What is on the shelves of one tier at one instant: the list and the window begin here.

$1 is the tiers up to the member's, $2 the instant. What is not open yet or locked is shown too.
"""

# `worth` orders by price, cash at the anchor of 10 fen a point (R6). Hundreds of products,
# not millions: each is priced, and what narrows the list is looked for in all of them.
SHOP = """
SELECT product.id, product.slug, version, title_zh, title_en, summary_zh, summary_en, search,
       layer, delivery, pricing, images, tier_minimum, account_kind, limit_per_member,
       limit_per_redemption, opens_at, closes_at, product.category, product.position,
       popularity, category.slug AS category_slug, cost.*, goods.*,
       coalesce(unit_points, (unit_cash_fen + 9) / 10) AS worth,
       tier_minimum = ANY($1) AND coalesce(opens_at <= $2, true) AS may_be_had,
       NOT has_stock_row OR coalesce(available, 0) > 0 AS is_left
  FROM product
  JOIN category ON category.id = product.category
 CROSS JOIN LATERAL catalogue_price(product.id, product.floor_points, $1, $2) AS cost
 CROSS JOIN LATERAL catalogue_left(product.id, $2) AS goods
 WHERE product.state = 'live' AND (product.closes_at IS NULL OR product.closes_at > $2)
   AND coalesce(unit_points, unit_cash_fen) IS NOT NULL"""
