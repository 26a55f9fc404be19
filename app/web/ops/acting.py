"""Who acts in the console: found out once for each request."""

from app.desk import Acting
from app.web.callers import address_of
from app.web.dependencies import operator
from app.web.requests import HX

__all__ = ["Acting", "acting"]


async def acting(request: HX) -> Acting:
    """Tell who acts. Raises OperatorSignInRequired."""
    return Acting(
        operator=await operator(request),
        address=address_of(request),
        now=request.scope["state"]["now"],
    )
