"""/ops/search: from a number or a phone to the thing; phones never stand in an address."""

import re
from urllib.parse import urlencode

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect, Template

from app import members, redemption
from app.kit.errors import InvalidInput, NotFound
from app.members import MemberView
from app.operators import Action
from app.redemption import RedemptionView
from app.web.guards import operator_required
from app.web.requests import HX

from .acting import Acting
from .console import page

NOBODY = 0
_PHONE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")


class SearchForm(msgspec.Struct, frozen=True, kw_only=True):
    q: str = ""


class SearchController(Controller):
    path = "/search"

    @get("/", guards=[operator_required(Action.SEE_REDEMPTIONS)])
    async def index(self, request: HX, acting: NamedDependency[Acting]) -> Template:
        """Show the redemption and the member that have this number."""
        q = request.query_params.get("q", "")[:60].strip()
        found, member = await _numbered(q)
        return await page(
            request, acting, "search/page.html", active="", q=q, found=found, member=member
        )

    @post("/", guards=[operator_required(Action.SEE_REDEMPTIONS)])
    async def create(self, data: URLEncodedBody[SearchForm]) -> Redirect:
        """Go to what was meant: a phone leads to its member, all else to the results."""
        if phone_in(data.q):
            member_id = await member_id_of(data.q)
            return Redirect(f"/ops/members/{member_id}", status_code=303)
        q = urlencode({"q": data.q.strip()[:60]})
        return Redirect(f"/ops/search?{q}", status_code=303)


async def member_id_of(written: str) -> int | None:
    """Read a member's id or phone; NOBODY for a phone that no member has, None for nothing."""
    phone = phone_in(written)
    if phone is None:
        return number(written, field="member")
    member = await members.find_by_phone(phone)
    return member.id if member else NOBODY


def phone_in(written: str) -> str | None:
    """Tell the mobile number that was written, if it is one."""
    found = _PHONE.fullmatch(re.sub(r"[\s-]", "", written))
    return found[1] if found else None


def number(written: str, *, field: str) -> int | None:
    """Read an id; empty is none. Raises InvalidInput."""
    bare = written.strip()
    if not bare:
        return None
    if not (bare.isascii() and bare.isdecimal() and len(bare) <= 18):
        raise InvalidInput(field=field, reason="wrong_type")
    return int(bare)


async def _numbered(q: str) -> tuple[RedemptionView | None, MemberView | None]:
    if not (q.isascii() and q.isdecimal() and len(q) <= 18) or phone_in(q):
        return None, None
    return await _redemption(int(q)), await members.viewer(int(q))


async def _redemption(redemption_id: int) -> RedemptionView | None:
    try:
        return await redemption.redemption(redemption_id, member_id=None)
    except NotFound:
        return None
