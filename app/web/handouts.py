"""How a file of a redemption is sent: to its owner alone, and each time is kept."""

from datetime import datetime

from litestar.response import File

from app import fulfilment, settings
from app.kit import handouts

from .callers import masked_address
from .requests import HX


async def download(
    request: HX, redemption_id: int, number: int, *, member_id: int, now: datetime
) -> File:
    """Stream the file of this number, counted from 1.

    Raises NotFound, the same for another member's, for what was given back, and for none.
    """
    name = await fulfilment.hand_out(
        redemption_id=redemption_id, member_id=member_id, number=number,
        address_masked=masked_address(request), now=now,
    )  # fmt: skip
    kept = handouts.found(settings.current().data, name)
    kind = handouts.KINDS[handouts.kind(name)]
    return File(path=kept, filename=kept.name, media_type=kind)
