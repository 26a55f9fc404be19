"""POST /callbacks/suppliers/{name}: the raw body is kept before it is answered."""

from datetime import datetime

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app import fulfilment
from app.kit.failpoints import failpoint
from app.web.answers import acknowledged
from app.web.requests import HX


@post(
    "/suppliers/{name:str}",
    status_code=200,
    summary="A supplier tells us",
    responses=acknowledged(401, 404),
)
async def told_of_delivery(
    name: FromPath[str], request: HX, now: NamedDependency[datetime]
) -> Response[bytes]:
    """Keep what a supplier tells us and answer with the supplier's own acknowledgement."""
    told = await fulfilment.store_callback(
        supplier=name, headers=dict(request.headers), body=await request.body(), now=now
    )
    failpoint("callback_kept")
    return Response(told.body, status_code=told.status, media_type=told.media_type)
