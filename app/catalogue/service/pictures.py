"""What operators do with a product's pictures: add, describe, put in order, take away."""

import msgspec

from app.kit import db
from app.kit.errors import InvalidInput, NotFound
from app.kit.texts import Text

from .. import policy, queries

# The row is the lock: whoever changes the pictures, or anything else, waits for the others.
_LOCK = """
UPDATE product SET version = version + 1 WHERE id = $1 RETURNING images"""
_SHOW = "UPDATE product SET images = $2::jsonb WHERE id = $1"
_DESCRIBE = """
UPDATE product SET captions = jsonb_set(captions, ARRAY[$2], $3::jsonb) WHERE id = $1"""
_UNDESCRIBE = "UPDATE product SET captions = captions - $2 WHERE id = $1"


@db.atomic
async def add_picture(*, product_id: int, path: str, is_first: bool = False) -> None:
    """Show one more picture, last or first; one that is shown already only moves.

    Raises NotFound, and InvalidInput for more than may be shown. Safe to repeat.
    """
    others = [one for one in await _lock(product_id) if one != path]
    if len(others) >= policy.MOST_PICTURES:
        raise InvalidInput(field="picture", reason="too_many", most=policy.MOST_PICTURES)
    await _show(product_id, [path, *others] if is_first else [*others, path])


@db.atomic
async def move_picture(*, product_id: int, path: str, place: int) -> None:
    """Put a picture at a place, counted from 0; the first is the one on cards.

    Raises NotFound, also for a picture that is not shown. Safe to repeat.
    """
    shown = await _lock(product_id)
    if path not in shown:
        raise NotFound
    others = [one for one in shown if one != path]
    others.insert(max(0, min(place, len(others))), path)
    await _show(product_id, others)


@db.atomic
async def describe_picture(*, product_id: int, path: str, caption: Text | None) -> None:
    """Say what is on a picture, for those who cannot see it; without words the title stands in.

    Raises NotFound, also for a picture that is not shown, and InvalidInput for a caption
    with one language only or beyond LONGEST_CAPTION. Safe to repeat.
    """
    if path not in await _lock(product_id):
        raise NotFound
    if caption is None:
        await db.fetch(_UNDESCRIBE, product_id, path)
        return
    said = policy.read_caption(caption)
    await db.fetch(_DESCRIBE, product_id, path, msgspec.json.encode(said).decode())


@db.atomic
async def remove_picture(*, product_id: int, path: str) -> None:
    """Show a picture no more; its files stay, for whoever has the address.

    Raises NotFound, and InvalidInput for the last one.
    """
    shown = await _lock(product_id)
    if path not in shown:
        raise NotFound
    if len(shown) == 1:
        raise InvalidInput(field="picture", reason="last_one")
    await _show(product_id, [one for one in shown if one != path])


async def _lock(product_id: int) -> list[str]:
    row = await db.fetch_one(_LOCK, product_id)
    if row is None:
        raise NotFound
    return list(queries.images(row))


async def _show(product_id: int, images: list[str]) -> None:
    await db.fetch(_SHOW, product_id, msgspec.json.encode(images).decode())
