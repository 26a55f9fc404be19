"""Who acts, from where, and at which instant."""

from datetime import datetime

import msgspec

from app import operators
from app.operators import OperatorView


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
