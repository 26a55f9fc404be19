"""What stands in the shop's windows: whoever changes a product's pictures is written down."""

from typing import Any

import msgspec

from app import catalogue
from app.kit import db
from app.kit.texts import Text

from .acting import Acting


@db.atomic
async def add_picture(*, product_id: int, path: str, file_name: str, acting: Acting) -> None:
    """Show one more picture of a product. Raises NotFound and InvalidInput."""
    await catalogue.add_picture(product_id=product_id, path=path)
    await _note(acting, "picture_added", product_id, file=file_name, path=path)


@db.atomic
async def move_picture(*, product_id: int, path: str, place: int, acting: Acting) -> None:
    """Put a picture at another place. Raises NotFound."""
    await catalogue.move_picture(product_id=product_id, path=path, place=place)
    await _note(acting, "picture_moved", product_id, path=path, place=place)


@db.atomic
async def describe_picture(
    *, product_id: int, path: str, caption: Text | None, acting: Acting
) -> None:
    """Say what is on a picture, or no more. Raises NotFound and InvalidInput."""
    await catalogue.describe_picture(product_id=product_id, path=path, caption=caption)
    said = msgspec.structs.asdict(caption) if caption else {}
    await _note(acting, "picture_described", product_id, path=path, **said)


@db.atomic
async def remove_picture(*, product_id: int, path: str, acting: Acting) -> None:
    """Show a picture no more. Raises NotFound, and InvalidInput for the last one."""
    await catalogue.remove_picture(product_id=product_id, path=path)
    await _note(acting, "picture_removed", product_id, path=path)


async def _note(
    acting: Acting, action: str, product_id: int, *, path: str, **facts: Any
) -> None:
    product = await catalogue.managed_product(product_id)
    await acting.write_down(action, f"product:{product.slug}", path=path, **facts)
