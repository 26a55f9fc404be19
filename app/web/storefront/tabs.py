"""The tabs of a member's redemptions."""

from enum import StrEnum

from app.redemption import ON_THE_WAY, State


class Tab(StrEnum):
    ALL = "all"
    OPEN = "open"
    DELIVERED = "delivered"
    RETURNED = "returned"

    @classmethod
    def of(cls, written: str | None) -> "Tab":
        """Read a tab's name; anything else is all."""
        return cls(written) if written in set(cls) else cls.ALL


_STATES: dict[Tab, tuple[State, ...]] = {
    Tab.ALL: (),
    Tab.OPEN: tuple(sorted(ON_THE_WAY)),
    Tab.DELIVERED: (State.DELIVERED,),
    Tab.RETURNED: (State.REFUNDING, State.REFUNDED, State.CANCELLED),
}


def counts_of(found: dict[State, int]) -> dict[Tab, int]:
    """Count what stands under each tab."""
    return {
        tab: sum(n for state, n in found.items() if not states or state in states)
        for tab, states in _STATES.items()
    }


def states_of(tab: Tab) -> tuple[State, ...]:
    """List the states that stand under a tab; none means every one."""
    return _STATES[tab]
