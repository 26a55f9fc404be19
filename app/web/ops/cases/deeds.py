"""POST /ops/cases/{id}/…: who has it, what is written on it, when it returns, how it ends."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app import desk
from app.desk import Closing, Outcome
from app.fulfilment import Decision
from app.kit.errors import InvalidInput
from app.operators import Action
from app.web.guards import operator_required
from app.web.requests import HX

from .. import forms
from ..acting import Acting
from .answering import answer

BACK_AT = time(9)  # Who comes to work finds what was put off.


class OwnerForm(msgspec.Struct, frozen=True, kw_only=True):
    """`owner` empty is whoever presses; `from_owner` is who had it when the page was drawn."""

    owner: str = ""
    from_owner: str = ""


class NoteForm(msgspec.Struct, frozen=True, kw_only=True):
    words: str = ""


class SnoozeForm(msgspec.Struct, frozen=True, kw_only=True):
    until: str = ""
    why: str = ""


class ClosingForm(msgspec.Struct, frozen=True, kw_only=True):
    decision: str = "no_loss"
    recovered: str = ""
    resolution: str = ""

    def closing(self, case_id: int) -> Closing:
        """Read the form. Raises InvalidInput."""
        return Closing(
            case_id=case_id,
            decision=decision(self.decision),
            resolution=forms.reason(self.resolution, field="resolution"),
            recovered_fen=_recovered(self.recovered),
        )


class DeedController(Controller):
    path = "/cases/{case_id:int}"
    guards = [operator_required(Action.CLOSE_CASE)]  # noqa: RUF012 - Litestar's own word.

    @post("/owner")
    async def assign(
        self, case_id: FromPath[int], data: URLEncodedBody[OwnerForm],
        request: HX, acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Take it, or hand it over."""
        if not data.from_owner.isprintable():
            raise InvalidInput(field="from_owner", reason="unusable")
        owner = data.owner.strip() or acting.operator.name

        async def deed() -> str:
            await desk.assign_case(
                case_id=case_id, owner=owner, from_owner=data.from_owner or None, acting=acting
            )
            return "taken" if owner == acting.operator.name else "assigned"

        return await answer(request, acting, case_id, deed, form="owner", typed=data)

    @post("/notes")
    async def note(
        self, case_id: FromPath[int], data: URLEncodedBody[NoteForm],
        request: HX, acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Leave words, for good."""

        async def deed() -> str:
            told = forms.reason(data.words, field="words")
            await desk.note_case(case_id=case_id, words=told, acting=acting)
            return "noted"

        return await answer(request, acting, case_id, deed, form="note", typed=data)

    @post("/snooze")
    async def snooze(
        self, case_id: FromPath[int], data: URLEncodedBody[SnoozeForm],
        request: HX, acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Put it off until the morning of a day; without a day take it up again."""

        async def deed() -> str:
            until = _morning(data.until, zone=request.app.state.settings.zone)
            why = forms.reason(data.why, field="why") if until else ""
            await desk.snooze_case(case_id=case_id, until=until, reason=why, acting=acting)
            return "snoozed" if until else "awake"

        return await answer(request, acting, case_id, deed, form="snooze", typed=data)

    @post("/resolution")
    async def close(
        self, case_id: FromPath[int], data: URLEncodedBody[ClosingForm],
        request: HX, acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Close it with a decision and what was done; a large write-off asks a colleague."""

        async def deed() -> str:
            outcome = await desk.close_case(closing=data.closing(case_id), acting=acting)
            return "asked" if outcome is Outcome.ASKED else "closed"

        return await answer(request, acting, case_id, deed, form="closing", typed=data)


def _recovered(written: str) -> int | None:
    """Read what was credited; empty is all of it, 0 is nothing."""
    return forms.fen(written, field="recovered") if written.strip() else None


def decision(written: str) -> Decision:
    """Read how a case ends. Raises InvalidInput."""
    try:
        return Decision(written)
    except ValueError as error:
        raise InvalidInput(field="decision", reason="unknown") from error


def _morning(written: str, *, zone: str) -> datetime | None:
    if not written.strip():
        return None
    try:
        day = date.fromisoformat(written.strip())
    except ValueError as error:
        raise InvalidInput(field="until", reason="wrong_type") from error
    return datetime.combine(day, BACK_AT, ZoneInfo(zone))
