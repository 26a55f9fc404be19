"""/me/phone and /me/deletion: a phone for a member of WeChat, and leaving for good."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import msgspec
from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app import members, redemption
from app.kit.errors import InvalidInput
from app.members import FarewellView, MemberView
from app.web import envelope
from app.web.answers import BEARER, answers, problems
from app.web.callers import address_of
from app.web.guards import bearer_required
from app.web.requests import HX

from .parameters import ShortText
from .sessions import Code, CodeOnTheWay, code_on_the_way


class NewPhone(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A phone, and the `otp` that was sent to it by `POST /phone-codes`."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"phone": "13800000001", "otp": "123456"}

    phone: ShortText
    otp: ShortText


class Proof(StrEnum):
    """What a member leaves with: a code to the phone, or of wx.login without a phone."""

    PHONE = "phone"
    WECHAT = "wechat"


class Leaving(msgspec.Struct, frozen=True, kw_only=True):
    """A deletion that was asked for, or None; what it waits for; which proof it takes."""

    asked: FarewellView | None
    owed: int
    proof: Proof


class Goodbye(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `otp` that was sent to the member's phone; without a phone, `code` of wx.login."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"otp": "123456"}

    otp: ShortText | None = None
    code: Code | None = None


@post(
    "/me/phone",
    guards=[bearer_required],
    summary="Add a phone",
    tags=["member"],
    security=BEARER,
    status_code=200,
    responses=answers(MemberView, 401, 409, 415, 422, 429),
)
async def link_phone(
    data: JSONBody[NewPhone],
    request: HX,
    member_id: NamedDependency[int],
    now: NamedDependency[datetime],
) -> Response[bytes]:
    """Link a verified phone: from then on it signs the same member in, on the web too.

    A phone of another member is refused (409 `identity_taken`), as is a second phone.
    """
    linked = await members.link_phone(
        member_id=member_id, phone=data.phone, code=data.otp, now=now,
        address=address_of(request),
    )  # fmt: skip
    return envelope.success(request, linked)


class DeletionController(Controller):
    path = "/me/deletion"
    guards = (bearer_required,)
    tags = ("member",)
    security = BEARER

    @get("/", summary="Whether the member leaves", responses=answers(Leaving, 304, 401))
    async def show(self, request: HX, member: NamedDependency[MemberView]) -> Response[bytes]:
        """What was asked for, how many redemptions it waits for, and which proof it takes."""
        return envelope.success(request, await _leaving(member))

    @post(
        "/codes",
        summary="Send the code to leave with",
        status_code=202,
        responses=answers(CodeOnTheWay, 401, 422, 429, status=202),
    )
    async def send_code(
        self, request: HX, member_id: NamedDependency[int], now: NamedDependency[datetime]
    ) -> Response[bytes]:
        """Send a code to the member's own phone; the demo tells it in `meta.demo_otp`."""
        sent = await members.request_own_code(
            member_id=member_id, address=address_of(request), now=now
        )
        return code_on_the_way(request, sent)

    @post(
        "/",
        summary="Leave for good",
        status_code=202,
        responses=answers(Leaving, 401, 403, 415, 422, 429, status=202),
    )
    async def create(
        self,
        data: JSONBody[Goodbye],
        request: HX,
        member: NamedDependency[MemberView],
        now: NamedDependency[datetime],
    ) -> Response[bytes]:
        """Begin a deletion that can be taken back for seven days, with a fresh proof."""
        await _ask(data, member.id, now)
        return envelope.success(request, await _leaving(member), status=202)

    @delete("/", summary="Stay after all", responses=problems(401))
    async def destroy(
        self, member_id: NamedDependency[int], now: NamedDependency[datetime]
    ) -> None:
        """Take the deletion back; everything is as before. Safe to repeat."""
        await members.withdraw_farewell(member_id=member_id, now=now)


async def _ask(proof: Goodbye, member_id: int, now: datetime) -> None:
    """Take the one proof that was given. Raises InvalidInput for none or two."""
    if proof.otp is not None and proof.code is None:
        await members.ask_farewell(member_id=member_id, code=proof.otp, now=now)
    elif proof.code is not None and proof.otp is None:
        await members.ask_farewell_with_wechat(member_id=member_id, code=proof.code, now=now)
    else:
        raise InvalidInput(field="otp", reason="missing" if proof.otp is None else "ambiguous")


async def _leaving(member: MemberView) -> Leaving:
    return Leaving(
        asked=await members.farewell(member.id),
        owed=await redemption.count_owed(member.id),
        proof=Proof.PHONE if member.phone_masked else Proof.WECHAT,
    )
