"""What handlers may ask for by name."""

from datetime import datetime

from litestar.datastructures import State
from litestar.di import Provide

from app import members, operators

from .guards import OperatorSignInRequired, SignInRequired
from .live import Live
from .requests import HX
from .viewers import Viewer, member_of, operator_of, viewer_of


def now(request: HX) -> datetime:
    """The instant of this request, read once at the edge."""
    moment: datetime = request.scope["state"]["now"]
    return moment


def spoken(request: HX) -> str:
    """The caller's language: zh-CN or en."""
    return str(request.scope["state"]["language"])


async def viewer(request: HX) -> Viewer | None:
    """The signed-in member with balance, or None: for pages that strangers may see."""
    return await viewer_of(request)


async def member(request: HX) -> members.MemberView:
    """The member who asks. Raises SignInRequired."""
    found = await member_of(request)
    if found is None:
        raise SignInRequired
    return found


async def member_id(request: HX) -> int:
    """The id of the member who asks. Raises SignInRequired."""
    return (await member(request)).id


async def operator(request: HX) -> operators.OperatorView:
    """The operator who asks. Raises OperatorSignInRequired."""
    found = await operator_of(request)
    if found is None:
        raise OperatorSignInRequired
    return found


def live(state: State) -> Live:
    """The changes that this process hears from the database."""
    heard: Live = state.live
    return heard


# No field of a form may have one of these names: Litestar would blame us for what is in it.
PROVIDED = {
    "now": Provide(now, sync_to_thread=False),
    "spoken": Provide(spoken, sync_to_thread=False),
    "live": Provide(live, sync_to_thread=False),
    "viewer": Provide(viewer),
    "member": Provide(member),
    "member_id": Provide(member_id),
    "operator": Provide(operator),
}
