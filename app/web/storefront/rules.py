"""/rules: points, tiers, the promise and privacy, in plain words."""

from litestar import get
from litestar.response import Template

from app.web.guards import public
from app.web.requests import HX
from app.web.shells import page


@get("/rules", guards=[public])
async def rules(request: HX) -> Template:
    """Show the rules of the mall."""
    return page(request, "storefront/rules/page.html", active="rules")
