"""What a member is handed of a product that the house delivers itself."""

import msgspec

from app.kit import db
from app.kit.errors import NotFound

from ..schemas import Handover


async def handover(product_id: int) -> Handover:
    """Tell the files of a product and how long its coupons last; of retired ones too.

    Raises NotFound.
    """
    row = await db.fetch_one("SELECT files, valid_days FROM product WHERE id = $1", product_id)
    if row is None:
        raise NotFound
    files = msgspec.json.decode(row["files"], type=tuple[str, ...])
    return Handover(files=files, valid_days=row["valid_days"])
