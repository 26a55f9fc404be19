"""Who moves value proves who they are, unless they did so in the last five minutes (S06)."""

from datetime import timedelta

from app import operators
from app.web import sessions
from app.web.requests import HX

from .acting import Acting
from .errors import ConfirmationRequired

FRESH = timedelta(minutes=5)


def is_fresh(request: HX, acting: Acting) -> bool:
    """Tell whether the last proof is recent enough."""
    session = sessions.session_of(request.scope)
    proved_at = max(int(session.get(name, 0)) for name in ("started_at", "confirmed_at"))
    return acting.now.timestamp() - proved_at <= FRESH.total_seconds()


async def confirm(request: HX, acting: Acting, code: str) -> None:
    """Take a new code of the authenticator when the last proof is old; a code works once.

    Raises ConfirmationRequired without a code, SignInRefused with a wrong one.
    """
    if is_fresh(request, acting):
        return
    if not code.strip():
        raise ConfirmationRequired
    await operators.confirm(operator_id=acting.operator.id, code=code.strip(), now=acting.now)
    sessions.session_of(request.scope)["confirmed_at"] = int(acting.now.timestamp())
