"""POST /callbacks/payments/{provider}: the notice is kept before it is answered."""

from datetime import datetime

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app import payments
from app.kit.failpoints import failpoint
from app.web.answers import acknowledged
from app.web.requests import HX


@post(
    "/payments/{provider:str}",
    status_code=200,
    summary="A payment provider tells us",
    responses=acknowledged(401, 404),
)
async def told_of_payment(
    provider: FromPath[str], request: HX, now: NamedDependency[datetime]
) -> Response[bytes]:
    """Keep a provider's signed notice and answer as the provider expects."""
    told = await payments.store_notice(
        provider=provider, headers=dict(request.headers), body=await request.body(), now=now
    )
    failpoint("notice_kept")
    return Response(told.body, status_code=told.status, media_type="application/json")
