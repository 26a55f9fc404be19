"""/ops/search: from words or a number to the thing; phones never stand in an address."""

import re
from enum import StrEnum
from urllib.parse import urlencode

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect, Template

from app import catalogue, fulfilment, members, payments, redemption
from app.kit.errors import InvalidInput, NotFound
from app.kit.texts import Text
from app.operators import Action, is_allowed
from app.web.guards import operator_required
from app.web.requests import HX

from . import words
from .acting import Acting
from .console import page

NOBODY = 0
LONGEST = 80
MOST = 8  # Of each kind.
_PHONE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
# "10", "#10", "redemption 10", "redemption:10", "兑换单 10".
_NUMBER = re.compile(r"[^\d]{0,20}?(\d{1,18})")


class HitKind(StrEnum):
    """What was found."""

    REDEMPTION = "redemption"
    CASE = "case"
    MEMBER = "member"
    PRODUCT = "product"


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was found, and where it is."""

    kind: HitKind
    name: str
    detail: str | Text
    url: str
    state: StrEnum | None = None


class SearchForm(msgspec.Struct, frozen=True, kw_only=True):
    q: str = ""


class SearchController(Controller):
    path = "/search"

    @get("/", guards=[operator_required(Action.SEE_REDEMPTIONS)])
    async def index(self, request: HX, acting: NamedDependency[Acting]) -> Template:
        """Show whatever has this number or these words."""
        q = request.query_params.get("q", "")[:LONGEST].strip()
        hits = await find(q, acting) if q.isprintable() and not phone_in(q) else []
        return await page(request, acting, "search/page.html", active="", q=q, hits=hits)

    @post("/", guards=[operator_required(Action.SEE_REDEMPTIONS)])
    async def create(self, data: URLEncodedBody[SearchForm]) -> Redirect:
        """Go to what was meant: a phone leads to its member, all else to the results."""
        if phone_in(data.q):
            member_id = await member_id_of(data.q)
            return Redirect(f"/ops/members/{member_id}", status_code=303)
        q = urlencode({"q": data.q.strip()[:LONGEST]})
        return Redirect(f"/ops/search?{q}", status_code=303)


async def find(q: str, acting: Acting) -> list[Hit]:
    """Find by number: redemptions, cases, members, also the numbers of suppliers, payments and
    refunds; by words: members' names and products.
    """
    if not q:
        return []
    numbered = _NUMBER.fullmatch(q)
    hits = await _numbered(int(numbered[1])) if numbered else []
    known = {hit.url for hit in hits}
    hits += [hit for hit in await _written(q) if hit.url not in known]
    if numbered:
        return hits
    named = await members.named(q, most=MOST)
    return hits + [_member(one) for one in named] + await _products(q, acting)


async def member_id_of(written: str) -> int | None:
    """Read a member's id or phone; NOBODY for a phone that no member has, None for nothing."""
    phone = phone_in(written)
    if phone is None:
        return number(written, field="member")
    member = await members.find_by_phone(phone)
    return member.id if member else NOBODY


async def product_of(written: str) -> str:
    """Read a product's address, or words that only one product has; others stay as they are."""
    bare = written.strip()[:LONGEST]
    if not bare or not bare.isprintable():
        return bare
    found = (await catalogue.managed_products(q=bare)).items
    is_slug = any(one.slug == bare for one in found)
    return found[0].slug if len(found) == 1 and not is_slug else bare


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


async def _numbered(wanted: int) -> list[Hit]:
    """Find what has this number of ours."""
    member = await members.viewer(wanted)
    return [
        *await _redemption(wanted),
        *await _case(wanted),
        *([_member(member)] if member else []),
    ]


async def _written(q: str) -> list[Hit]:
    """Find the redemptions behind a supplier's number, a payment or a refund."""
    suppliers = [one.name for one in fulfilment.gateway.configured()]
    found = await fulfilment.redemptions_by_number(q, suppliers=suppliers)
    room, _, of = (await payments.purpose_of(q) or "").partition(":")
    wanted = [*found, int(of)] if room == "redemption" else found
    return [hit for one in dict.fromkeys(wanted) for hit in await _redemption(one)]


async def _redemption(redemption_id: int) -> list[Hit]:
    try:
        found = await redemption.redemption(redemption_id, member_id=None)
    except NotFound:
        return []
    return [
        Hit(
            kind=HitKind.REDEMPTION, name=str(found.id), detail=found.title,
            url=f"/ops/redemptions/{found.id}", state=found.state,
        )
    ]  # fmt: skip


async def _case(case_id: int) -> list[Hit]:
    try:
        found = await fulfilment.case(case_id)
    except NotFound:
        return []
    return [Hit(kind=HitKind.CASE, name=str(case_id), detail=words.say(found.kind),
                url=f"/ops/cases/{case_id}")]  # fmt: skip


def _member(found: members.MemberView) -> Hit:
    name = f"{found.id} · {found.nickname}"
    return Hit(
        kind=HitKind.MEMBER, name=name, detail=found.phone_masked or "",
        url=f"/ops/members/{found.id}",
    )  # fmt: skip


async def _products(q: str, acting: Acting) -> list[Hit]:
    """Find products; who does not keep them is led to their redemptions."""
    keeps = is_allowed(acting.operator.role, Action.MANAGE_CATALOGUE)
    return [
        Hit(
            kind=HitKind.PRODUCT, name=one.slug, detail=one.title,
            url=f"/ops/products/{one.id}" if keeps else f"/ops/redemptions?product={one.slug}",
        )
        for one in (await catalogue.managed_products(q=q)).items[:MOST]
    ]  # fmt: skip
