"""/redemptions/{id}/files/{number}: what was redeemed to be read or heard."""

from datetime import datetime

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import File

from app.web.answers import BEARER, problems
from app.web.guards import bearer_required
from app.web.handouts import download
from app.web.programs import number
from app.web.requests import HX


@get(
    "/redemptions/{redemption_id:str}/files/{file_number:str}",
    summary="Download a file",
    guards=[bearer_required],
    tags=["redemptions"],
    security=BEARER,
    responses=problems(401, 404),
)
async def send_file(
    redemption_id: FromPath[str],
    file_number: FromPath[str],
    request: HX,
    member_id: NamedDependency[int],
    now: NamedDependency[datetime],
) -> File:
    """The bytes of one of `files`, to their owner only; every download is written down."""
    return await download(
        request, number(redemption_id), number(file_number), member_id=member_id, now=now
    )
