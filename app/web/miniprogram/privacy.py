"""/me/consents and /me/export: what a member allows, and all that is kept to take along."""

from datetime import datetime
from typing import Any, ClassVar

import msgspec
from litestar import Controller, Response, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app import members
from app.members import ConsentView, MemberView, Purpose
from app.web import envelope
from app.web.answers import BEARER, answers
from app.web.guards import SignInRequired, bearer_required
from app.web.requests import HX
from app.web.viewers import Viewer
from app.web.views.consents import given
from app.web.views.export import Export, allow_export, export

from .parameters import CHANNEL


class Allowed(msgspec.Struct, frozen=True, kw_only=True):
    """One purpose, and whether the member allows it now."""

    purpose: Purpose
    is_given: bool


class Consents(msgspec.Struct, frozen=True, kw_only=True):
    """What is allowed now, and each decision with its time, the newest first."""

    allowed: tuple[Allowed, ...]
    decisions: tuple[ConsentView, ...]


class NewConsent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One decision; other purposes stay as they are. Redeeming needs none of them."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"purpose": "marketing", "is_given": False}

    purpose: Purpose
    is_given: bool


class ConsentController(Controller):
    path = "/me/consents"
    guards = (bearer_required,)
    tags = ("member",)
    security = BEARER

    @get("/", summary="What the member allows", responses=answers(Consents, 304, 401))
    async def show(self, request: HX, member: NamedDependency[MemberView]) -> Response[bytes]:
        """Each purpose as it stands, and how it came about."""
        return envelope.success(request, await _consents(member))

    @put("/", summary="Allow or refuse a purpose", responses=answers(Consents, 401, 415))
    async def update(
        self,
        data: JSONBody[NewConsent],
        request: HX,
        member_id: NamedDependency[int],
        now: NamedDependency[datetime],
    ) -> Response[bytes]:
        """Keep a decision; it counts from now on. Safe to repeat: the same one is kept once."""
        await members.decide(
            member_id=member_id, purpose=data.purpose, is_given=data.is_given,
            channel=CHANNEL, now=now,
        )  # fmt: skip
        return envelope.success(request, await _consents(await members.member(member_id)))


@get(
    "/me/export",
    guards=[bearer_required],
    summary="All that is kept about the member",
    tags=["member"],
    security=BEARER,
    responses=answers(Export, 304, 401, 429),
)
async def show_export(
    request: HX, now: NamedDependency[datetime], viewer: NamedDependency[Viewer | None]
) -> Response[bytes]:
    """Everything in one answer, to be kept as a file; five times an hour."""
    if viewer is None:
        raise SignInRequired
    await allow_export(viewer.member.id, now=now)
    return envelope.success(request, await export(viewer, at=now))


async def _consents(member: MemberView) -> Consents:
    log = await members.consents(member.id)
    stands = given(member, log)
    return Consents(
        allowed=tuple(Allowed(purpose=one, is_given=stands[one]) for one in Purpose),
        decisions=tuple(log),
    )
