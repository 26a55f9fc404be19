"""/callbacks: suppliers and payment providers tell us; we keep it, answer, and act later."""

from typing import Any

import asyncpg
import structlog
from litestar import Request, Response, Router

from app import fulfilment
from app.kit.errors import MallError
from app.web.guards import public
from app.web.refusals import refuse

from .payments import told_of_payment
from .suppliers import told_of_delivery

LARGEST_BODY = 64 * 1024

log = structlog.get_logger("laurel.callbacks")


class NotKept(MallError):
    """It could not be stored, so it was not taken; the sender tries again."""

    status = 503
    code = "unavailable"


def not_kept(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Ask the sender to repeat, whatever the database's reason is."""
    log.error("callback_not_kept", exc_info=error)
    return refuse(request, NotKept())


def unreadable(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Refuse what cannot be stored however often it is sent, such as a NUL in a reference."""
    log.error("callback_unreadable", exc_info=error)
    return refuse(request, fulfilment.CallbackUnreadable())


router = Router(
    "/callbacks",
    route_handlers=[told_of_delivery, told_of_payment],
    guards=[public],
    exception_handlers={asyncpg.PostgresError: not_kept, asyncpg.DataError: unreadable},
    request_max_body_size=LARGEST_BODY,
    tags=["callbacks"],
)

__all__ = ["router"]
