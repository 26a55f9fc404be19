"""/redemptions/{id}/cancellation: ask before everything is taken back."""

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.web.guards import member_required
from app.web.requests import HX
from app.web.shells import page
from app.web.viewers import Viewer
from app.web.views.redemptions import tracked


@get("/redemptions/{redemption_id:int}/cancellation", guards=[member_required])
async def confirm_cancelling(
    redemption_id: FromPath[int], request: HX, viewer: NamedDependency[Viewer]
) -> Template | Redirect:
    """Ask once more; what cannot be cancelled any more is shown as it is."""
    owed = await tracked(redemption_id, member_id=viewer.member.id)
    if not owed.may("cancel"):
        return Redirect(f"/redemptions/{redemption_id}")
    return page(
        request, "storefront/redemptions/cancel.html", active="redemptions", redemption=owed
    )
