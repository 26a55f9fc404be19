"""What the first screen shows, gathered once for either face."""

from datetime import datetime

import msgspec

from app import catalogue, redemption
from app.catalogue import CategoryView, Front, Layer, ProductCard, Reach
from app.kit.tiers import Tier
from app.ledger import Balance
from app.members import MemberView
from app.redemption import ON_THE_WAY
from app.web.short_cache import ShortCache
from app.web.viewers import Viewer

from .goals import Goal, progress_towards
from .redeemed import Redemption
from .redemptions import listed
from .tiers import Standing, standing

A_ROW = 10
MOST_ON_THE_WAY = 6
NOTHING = Reach(affordable=(), nearly=(), goal=None)


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """The first screen; member, balance and what follows from them only when signed in.

    Each row begins with what stands first; a face may show fewer of it.
    """

    member: MemberView | None
    balance: Balance | None
    affordable: tuple[ProductCard, ...]
    nearly: tuple[ProductCard, ...]
    goal: Goal | None
    on_the_way: tuple[Redemption, ...]
    layers: dict[Layer, tuple[ProductCard, ...]]
    collections: dict[str, tuple[ProductCard, ...]]
    categories: tuple[CategoryView, ...]
    standing: Standing | None


async def home(viewer: Viewer | None, *, cache: ShortCache, at: datetime) -> Home:
    """Gather the first screen for a member, or for a stranger."""
    window = await window_of(cache, viewer.member.tier if viewer else Tier.BASIC, at)
    reach = await _reach(cache, viewer, at) if viewer else NOTHING
    return Home(
        member=viewer.member if viewer else None,
        balance=viewer.balance if viewer else None,
        affordable=reach.affordable,
        nearly=reach.nearly,
        goal=progress_towards(reach.goal, available=viewer.balance.available)
        if viewer else None,
        on_the_way=await on_the_way(viewer.member.id) if viewer else (),
        layers={one: _row(window, "layer", one) for one in Layer},
        collections={one.slug: _row(window, "category", one.slug) for one in window.categories},
        categories=window.categories,
        standing=standing(viewer.member, at=at) if viewer else None,
    )  # fmt: skip


async def window_of(cache: ShortCache, tier: Tier, at: datetime) -> Front:
    """Read the window of a tier; members of one tier share it for a moment."""

    async def read() -> Front:
        return await catalogue.front(tier=tier, at=at, most=A_ROW)

    return await cache.get(("window", tier), read)


async def on_the_way(member_id: int) -> tuple[Redemption, ...]:
    """List what a member still waits for, newest first."""
    page = await redemption.redemptions(
        member_id=member_id, states=tuple(ON_THE_WAY), limit=MOST_ON_THE_WAY
    )
    return tuple(listed(one) for one in page.items)


async def _reach(cache: ShortCache, viewer: Viewer, at: datetime) -> Reach:
    """Choose by a member's points, only for who allows it; the goal they chose themselves.

    Shared for a moment by whoever of a tier has as many points and the same goal.
    """
    member = viewer.member
    points = viewer.balance.available if member.is_personalised else 0
    if points <= 0 and member.goal_product_id is None:
        return NOTHING

    async def read() -> Reach:
        return await catalogue.reach(
            tier=member.tier, at=at, points=points, most=A_ROW,
            goal_id=member.goal_product_id,
        )  # fmt: skip

    return await cache.get(("reach", member.tier, points, member.goal_product_id), read)


def _row(window: Front, field: str, value: str) -> tuple[ProductCard, ...]:
    return tuple(one for one in window.cards if getattr(one, field) == value)[:A_ROW]
