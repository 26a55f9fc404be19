"""Reads for those who keep the shop: every product, also one that is not on sale."""

from typing import Any

from app.kit import db, paging
from app.kit.errors import NotFound
from app.kit.paging import Page
from app.kit.texts import Text

from .. import policy
from ..schemas import Delivery, ManagedProduct, State
from .cards import images, written_captions

_KEPT = """
SELECT product.id, product.slug, title_zh, title_en, delivery, state, images, captions,
       name_zh, name_en
  FROM product JOIN category ON category.id = product.category"""

_ONE = f"{_KEPT} WHERE product.id = $1"

# Hundreds of products: each word is looked for in all of them, by strpos as in the shop.
_LIST = f"""{_KEPT}
 WHERE product.id < $1
   AND NOT EXISTS (
       SELECT FROM unnest($2::text[]) AS word
        WHERE strpos(lower(concat_ws(' ', title_zh, title_en, product.slug)), lower(word)) = 0)
 ORDER BY product.id DESC LIMIT $3"""


async def managed_products(*, q: str = "", cursor: str | None = None) -> Page[ManagedProduct]:
    """List products, the newest first, that have every word of `q` in title or slug.

    Raises InvalidInput for a cursor that is none.
    """
    rows = await db.fetch(_LIST, paging.decode(cursor), policy.words(q) or [], paging.LIMIT + 1)
    items = [_kept(row) for row in rows[: paging.LIMIT]]
    more = paging.encode(items[-1].id) if len(rows) > paging.LIMIT else None
    return Page(items, more)


async def managed_product(product_id: int) -> ManagedProduct:
    """Show one product, on sale or not. Raises NotFound."""
    row = await db.fetch_one(_ONE, product_id)
    if row is None:
        raise NotFound
    return _kept(row)


def _kept(row: Any) -> ManagedProduct:
    return ManagedProduct(
        id=row["id"],
        slug=row["slug"],
        title=Text(row["title_zh"], row["title_en"]),
        category=Text(row["name_zh"], row["name_en"]),
        delivery=Delivery(row["delivery"]),
        state=State(row["state"]),
        images=images(row),
        captions=written_captions(row),
    )
