"""/me/profile: what a member may change about themselves."""

from typing import Any, ClassVar

import msgspec
from litestar import Controller, Response, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app import members
from app.members import Language, MemberView, TextSize, Theme
from app.web import envelope
from app.web.answers import BEARER, answers
from app.web.guards import bearer_required
from app.web.requests import HX

from .if_match import IfMatch, unless_stale
from .parameters import ShortText


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """How a member is called and likes it; `language` is Chinese until one was chosen.

    `is_express`: small digital things are redeemed in one tap.
    """

    nickname: str
    language: Language
    is_language_chosen: bool
    text_size: TextSize
    theme: Theme
    is_express: bool


class NewProfile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What shall be so; what is left out stays as it is."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"nickname": "Lin Yue", "language": "en"}

    nickname: ShortText | None = None
    language: Language | None = None
    text_size: TextSize | None = None
    theme: Theme | None = None
    is_express: bool | None = None


class ProfileController(Controller):
    path = "/me/profile"
    guards = (bearer_required,)
    tags = ("member",)
    security = BEARER

    @get("/", summary="The profile", responses=answers(Profile, 304, 401))
    async def show(self, request: HX, member: NamedDependency[MemberView]) -> Response[bytes]:
        """Name, language, text size and look, with an ETag of its own."""
        return envelope.success(request, _profile(member))

    @put("/", summary="Change the profile", responses=answers(Profile, 401, 412, 415, 422))
    async def update(
        self,
        data: JSONBody[NewProfile],
        request: HX,
        member_id: NamedDependency[int],
        if_match: IfMatch = None,
    ) -> Response[bytes]:
        """Keep what the member prefers; answered with the profile and its new ETag."""

        async def seen() -> Profile:
            return _profile(await members.member(member_id))

        async def change() -> MemberView:
            return await members.set_preferences(
                member_id=member_id, **msgspec.structs.asdict(data)
            )

        kept = await unless_stale(
            request, if_match, member_id=member_id, seen=seen, change=change
        )
        return envelope.success(request, _profile(kept), is_tagged=True)


def _profile(member: MemberView) -> Profile:
    return Profile(**{name: getattr(member, name) for name in Profile.__struct_fields__})
