"""One redemption's page: as it is, or with the form that was refused."""

from litestar.response import Template
from ulid import ULID

from app.kit.errors import MallError, NotFound
from app.members import AddressView
from app.web import refusals
from app.web.requests import HX

from .acting import Acting
from .confirmation import is_fresh
from .console import page
from .dossiers import dossier


async def redemption(
    request: HX,
    acting: Acting,
    redemption_id: int,
    *,
    error: MallError | None = None,
    form: str = "",
    typed: object = None,
    address: AddressView | None = None,
) -> Template:
    """Draw a redemption. After a refusal `form` names the form that was refused and `typed`
    holds what was written into it; the status is the refusal's own. Raises NotFound.
    """
    if isinstance(error, NotFound):
        raise error
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    return await page(
        request, acting, "redemptions/one.html", active="redemptions",
        status=problem.status if problem else 200,
        all=await dossier(redemption_id, at=acting.now), problem=problem, form=form,
        typed=typed,
        address=address, key=str(ULID()), is_fresh=is_fresh(request, acting),
    )  # fmt: skip
