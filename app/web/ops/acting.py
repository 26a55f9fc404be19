"""Who acts in the console, from where, and at which instant."""

from datetime import datetime

import msgspec

from app import operators
from app.operators import OperatorView
from app.web.callers import address_of
from app.web.dependencies import operator
from app.web.requests import HX


class Acting(msgspec.Struct, frozen=True, kw_only=True):
    """An operator at work; `actor` is the name under which the audit trail knows them."""

    operator: OperatorView
    address: str | None
    now: datetime

    @property
    def actor(self) -> str:
        return f"operator:{self.operator.id}"

    async def write_down(
        self, action: str, subject: str, *, reason: str | None = None, **facts: int | str
    ) -> None:
        """Record what is done, in the transaction that does it."""
        await operators.record(
            actor=self.actor,
            action=action,
            subject=subject,
            reason=reason,
            facts=facts,
            address=self.address,
            now=self.now,
        )


async def acting(request: HX) -> Acting:
    """Tell who acts. Raises OperatorSignInRequired."""
    return Acting(
        operator=await operator(request),
        address=address_of(request),
        now=request.scope["state"]["now"],
    )
