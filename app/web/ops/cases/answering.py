"""How every form about a case is answered: the case again, with a word about what was done."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response
from litestar.response import Redirect

from app.kit.errors import MallError
from app.web.requests import HX

from .. import flashes
from ..acting import Acting
from . import showing

Deed = Callable[[], Awaitable[str]]


async def answer(
    request: HX, acting: Acting, case_id: int, deed: Deed, *, form: str, typed: object = None
) -> Response[Any]:
    """Do it and show the case, saying what `deed` names; or show the form with its problem."""
    try:
        told = await deed()
    except MallError as error:
        return await showing.case(request, acting, case_id, error=error, form=form, typed=typed)
    flashes.leave(request, told)
    return Redirect(f"/ops/cases/{case_id}", status_code=303)
