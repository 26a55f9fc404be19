"""What operators do with the files that a product hands over."""

import msgspec

from app.kit import db
from app.kit.errors import NotFound

from ..schemas import FilePath

_ADD = """
UPDATE product SET version = version + 1,
       files = CASE WHEN files ? $2 THEN files ELSE files || to_jsonb($2::text) END
 WHERE id = $1 AND delivery = 'file' RETURNING id"""


@db.atomic
async def add_file(*, product_id: int, path: str) -> None:
    """Hand over one more file, named below the data folder's `files`. Safe to repeat.

    Raises NotFound for what is no product of kind file.
    """
    msgspec.convert(path, FilePath)
    if await db.fetch_one(_ADD, product_id, path) is None:
        raise NotFound
