"""/sessions and /phone-codes: a proof becomes tokens."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

import msgspec
from litestar import Controller, Response, delete, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app import members
from app.kit.errors import InvalidInput
from app.members import CodeSent, MemberView, Tokens
from app.web import envelope
from app.web.answers import BEARER, answers, problems
from app.web.callers import address_of, limit
from app.web.devices import device_of
from app.web.guards import bearer_required, public
from app.web.requests import HX

from .parameters import ShortText

SIGN_INS_AN_HOUR = 400  # An office or a mobile carrier hides many behind one address.
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Either `code` of wx.login, or `phone` with the `otp` that was sent to it."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"phone": "13800000001", "otp": "123456"}

    code: Code | None = None
    phone: ShortText | None = None
    otp: ShortText | None = None


class Refreshing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The newest refresh token; showing a spent one ends the sign-in."""

    refresh_token: ShortText


class Phone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mainland mobile number."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"phone": "138 0000 0001"}

    phone: ShortText


class SignedIn(Tokens, frozen=True, kw_only=True):
    """Tokens, and whose they are."""

    member: MemberView


class CodeOnTheWay(msgspec.Struct, frozen=True):
    """A code was sent, whether or not the phone belongs to a member."""

    expires_at: datetime
    resend_after_seconds: int


class SessionController(Controller):
    path = "/sessions"
    tags = ("sessions",)

    @post(
        "/",
        guards=[public],
        summary="Sign in",
        status_code=200,
        responses=answers(SignedIn, 403, 415, 422, 429),
    )
    async def create(
        self, data: JSONBody[SignIn], request: HX, now: NamedDependency[datetime]
    ) -> Response[bytes]:
        """Sign in with WeChat or a one-time code; the first time makes a member."""
        await limit(request, "sign-in", address_of(request) or "", most=SIGN_INS_AN_HOUR)
        member = await _recognised(data, address_of(request), now)
        tokens = await members.open_tokens(
            member_id=member.id, now=now, device=device_of(request.scope)
        )
        return envelope.success(request, _signed_in(tokens, member))

    @post(
        "/refresh",
        guards=[public],
        summary="Exchange a refresh token",
        status_code=200,
        responses=answers(Tokens, 401, 415),
    )
    async def refresh(
        self, data: JSONBody[Refreshing], request: HX, now: NamedDependency[datetime]
    ) -> Response[bytes]:
        """Give a new pair; the old pair is dead. One at a time, please."""
        tokens = await members.refresh(refresh_token=data.refresh_token, now=now)
        return envelope.success(request, tokens)

    @delete(
        "/current",
        guards=[bearer_required],
        summary="Sign out",
        security=BEARER,
        responses=problems(401),
    )
    async def delete_current(self, request: HX, now: NamedDependency[datetime]) -> None:
        """End this sign-in; its tokens are dead from now on."""
        token = request.headers["authorization"].partition(" ")[2].strip()
        await members.revoke(token, now=now)


@post(
    "/phone-codes",
    guards=[public],
    summary="Send a one-time code",
    tags=["sessions"],
    status_code=202,
    responses=answers(CodeOnTheWay, 415, 422, 429, status=202),
)
async def send_code(
    data: JSONBody[Phone], request: HX, now: NamedDependency[datetime]
) -> Response[bytes]:
    """Send a code that lives five minutes; the demo tells it in `meta.demo_otp`."""
    sent = await members.request_code(phone=data.phone, address=address_of(request), now=now)
    return code_on_the_way(request, sent)


def code_on_the_way(request: HX, sent: CodeSent) -> Response[bytes]:
    """Say that a code was sent, and in the demo which."""
    told = CodeOnTheWay(sent.expires_at, sent.resend_after_seconds)
    extra: dict[str, Any] = {"demo_otp": sent.demo_code} if sent.demo_code else {}
    return envelope.success(request, told, status=202, **extra)


async def _recognised(proof: SignIn, address: str | None, now: datetime) -> MemberView:
    """Take the one proof that was given. Raises InvalidInput for none, half or two."""
    if proof.code is not None and proof.phone is None and proof.otp is None:
        return await members.sign_in_with_wechat(code=proof.code, now=now)
    if proof.code is None and proof.phone is not None and proof.otp is not None:
        return await members.sign_in_with_code(
            phone=proof.phone, code=proof.otp, now=now, address=address
        )
    field = "code" if proof.phone is None else "otp"
    raise InvalidInput(field=field, reason="missing" if proof.code is None else "ambiguous")


def _signed_in(tokens: Tokens, member: MemberView) -> SignedIn:
    return SignedIn(
        access_token=tokens.access_token,
        refresh_token=tokens.refresh_token,
        expires_in=tokens.expires_in,
        member=member,
    )
