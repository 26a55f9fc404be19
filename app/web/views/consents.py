"""What a member allows now, out of the log of what was decided."""

from collections.abc import Sequence

from app.members import ConsentView, MemberView, Purpose


def given(member: MemberView, log: Sequence[ConsentView]) -> dict[Purpose, bool]:
    """What counts now: the newest decision, and before the first what a new member has."""
    first = {Purpose.PERSONALISATION: member.is_personalised, Purpose.MARKETING: False}
    return first | {one.purpose: one.is_given for one in reversed(log)}
