"""Who may call what. Every route declares one of these, or the app does not start."""

from collections.abc import Awaitable, Callable, Iterable

from litestar.handlers.base import BaseRouteHandler
from litestar.routes import BaseRoute

from app import operators
from app.kit.errors import ConfigurationRefused, MallError, NotFound

from . import sessions
from .viewers import Connection, member_of, operator_of, viewer_of

Guard = Callable[[Connection, BaseRouteHandler], Awaitable[None]]
DECLARED = "laurel_guard"
LARGEST_ID = 2**63 - 1


class SignInRequired(MallError):
    status = 401
    code = "sign_in_required"
    action = "login"


class OperatorSignInRequired(MallError):
    status = 401
    code = "operator_sign_in_required"
    action = "operator_login"


async def public(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Let anybody in; a page then knows who is looking."""
    if sessions.subject_id(connection) is not None:
        await viewer_of(connection)


async def member_required(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Let a signed-in, living member in. Raises SignInRequired."""
    if await viewer_of(connection) is None:
        raise SignInRequired


async def bearer_required(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Let a member's program in. Raises SignInRequired, TokenInvalid or TokenExpired."""
    if await member_of(connection) is None:
        raise SignInRequired


async def addressable(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Refuse an id in the address that no row can have. Raises NotFound.

    It stands before every route, so that none need think of it.
    """
    for written in connection.path_params.values():
        if isinstance(written, int) and not 0 < written <= LARGEST_ID:
            raise NotFound


def operator_required(action: operators.Action) -> Guard:
    """Make a guard that lets in an operator whose role may do `action`.

    The guard raises OperatorSignInRequired, or Forbidden for another role.
    """

    async def operator_may(connection: Connection, _handler: BaseRouteHandler) -> None:
        operator = await operator_of(connection)
        if operator is None:
            raise OperatorSignInRequired
        operators.may(operator.role, action)

    setattr(operator_may, DECLARED, action)
    return operator_may


for _guard in (public, member_required, bearer_required):
    setattr(_guard, DECLARED, _guard.__name__)


def refuse_undeclared(routes: Iterable[BaseRoute]) -> None:
    """Refuse to start while a route says not who may call it, or says two things."""
    for route in routes:
        for handler in _handlers(route):
            declared = [one for one in handler.resolve_guards() if hasattr(one, DECLARED)]
            if len(declared) != 1:
                raise ConfigurationRefused(
                    f"{route.path} ({handler}) declares {len(declared)} guards; one is needed."
                )


def _handlers(route: BaseRoute) -> list[BaseRouteHandler]:
    """List a route's handlers, without the OPTIONS answers that Litestar adds by itself."""
    found = getattr(route, "route_handlers", None) or [route.route_handler]  # type: ignore[attr-defined]
    return [one for one in found if getattr(one, "http_methods", None) != {"OPTIONS"}]
