"""/redemptions/{id}/files/{number}: what was redeemed to be read or heard."""

from datetime import datetime

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import File

from app.web.guards import member_required
from app.web.handouts import download
from app.web.requests import HX
from app.web.viewers import Viewer


@get("/redemptions/{redemption_id:int}/files/{file_number:int}", guards=[member_required])
async def send_file(
    redemption_id: FromPath[int],
    file_number: FromPath[int],
    request: HX,
    viewer: NamedDependency[Viewer],
    now: NamedDependency[datetime],
) -> File:
    """Hand the file over; every download is written down."""
    return await download(
        request, redemption_id, file_number, member_id=viewer.member.id, now=now
    )
