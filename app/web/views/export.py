"""All that is kept about a member, for the member alone."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

import msgspec

from app import achievements, ledger, members, redemption
from app.achievements import Achievement, Show
from app.kit import browsers
from app.kit.paging import Page
from app.kit.throttle import throttle
from app.ledger import Balance, LotView, PostingView
from app.members import AddressView, ConsentView, MemberView, SignInView, TierChangeView
from app.redemption import RedemptionView
from app.web.viewers import Viewer

T = TypeVar("T")
A_PAGE = 50
MOST_PAGES = 200
HOUR_SECONDS = 3600
MOST_EXPORTS = 5  # An hour: each reads everything that is kept about a member.


class BrowserView(msgspec.Struct, frozen=True, kw_only=True):
    """A browser in which the member is signed in now; its key is nobody's to see."""

    device: str | None
    started_at: datetime
    used_at: datetime


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """One file; `is_complete` is false for a past too long for it."""

    made_at: datetime
    is_complete: bool
    member: MemberView
    phone: str | None
    addresses: list[AddressView]
    consents: list[ConsentView]
    sign_ins: list[SignInView]
    browsers: list[BrowserView]
    balance: Balance
    lots: list[LotView]
    postings: list[PostingView]
    redemptions: list[RedemptionView]
    achievements: list[Achievement]
    tier_changes: list[TierChangeView]


async def allow_export(member_id: int, *, now: datetime) -> None:
    """Count one export, by whichever face. Raises TooManyRequests."""
    await throttle(
        key=f"export:{member_id}", most=MOST_EXPORTS, window_seconds=HOUR_SECONDS, now=now
    )


async def export(viewer: Viewer, *, at: datetime) -> Export:
    """Gather what is kept about a member: who they are, what they decided, had and did."""
    member_id = viewer.member.id

    async def statement(cursor: str | None) -> Page[PostingView]:
        return await ledger.statement(member_id, cursor=cursor, limit=A_PAGE)

    async def redeemed(cursor: str | None) -> Page[RedemptionView]:
        return await redemption.redemptions(member_id=member_id, cursor=cursor, limit=A_PAGE)

    postings, all_postings = await _whole(statement)
    redemptions, all_redemptions = await _whole(redeemed)
    wall = await achievements.wall(viewer.member, at=at)
    return Export(
        made_at=at,
        is_complete=all_postings and all_redemptions,
        member=viewer.member,
        phone=await members.phone(member_id),
        addresses=await members.addresses(member_id=member_id),
        consents=await members.consents(member_id),
        sign_ins=await members.sign_ins(member_id),
        browsers=[
            BrowserView(device=one.device, started_at=one.started_at, used_at=one.used_at)
            for one in await browsers.of_member(member_id, at=at)
        ],
        balance=viewer.balance,
        lots=await ledger.lots(member_id, at),
        postings=postings,
        redemptions=redemptions,
        achievements=list(wall.shown(Show.EARNED)),
        tier_changes=await members.tier_changes(member_id),
    )


async def _whole(read: Callable[[str | None], Awaitable[Page[T]]]) -> tuple[list[T], bool]:
    """Read page after page to the end, within bounds."""
    found: list[T] = []
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        one = await read(cursor)
        found += one.items
        cursor = one.next_cursor
        if cursor is None:
            return found, True
    return found, False
