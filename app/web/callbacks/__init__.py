"""/callbacks: suppliers and payment providers tell us; we keep it, answer, and act later."""

from litestar import Router

from app.web.guards import public

from .payments import told_of_payment
from .suppliers import told_of_delivery

LARGEST_BODY = 64 * 1024

router = Router(
    "/callbacks",
    route_handlers=[told_of_delivery, told_of_payment],
    guards=[public],
    request_max_body_size=LARGEST_BODY,
    tags=["callbacks"],
)

__all__ = ["router"]
