"""/: the first page."""

from litestar import get
from litestar.response import Template

from app.web.guards import public
from app.web.requests import HX
from app.web.shells import page


@get("/", guards=[public])
async def home(request: HX) -> Template:
    return page(request, "storefront/home/page.html", active="home")
