"""/problems/{code}: what a code means; every problem+json names this page as its type."""

from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from app.kit.errors import NotFound

from . import messages
from .guards import public
from .problems import CODES
from .refusals import Problem
from .requests import HX
from .shells import page


@get("/problems/{code:str}", guards=[public], include_in_schema=False)
async def explanation(code: FromPath[str], request: HX) -> Template:
    """Show the words of a code. Raises NotFound for one that we never use."""
    status = next((one for one, name in CODES.items() if name == code), None)
    if status is None and not messages.is_known(code):
        raise NotFound
    said = messages.say(code, status or 409, {})
    problem = Problem(
        cause=said.cause, step=said.step, code=code, status=200, request_id=request.request_id
    )
    return page(request, "shared/problem.html", problem=problem, home_url="/")
