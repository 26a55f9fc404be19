"""What the first screen shows, in one read of the house for either face."""

from datetime import datetime

import msgspec

from app import catalogue, redemption
from app.catalogue import CategoryView, Filters, Layer, ProductCard, Sort
from app.kit.tiers import Tier
from app.ledger import Balance
from app.members import MemberView
from app.redemption import PROMISED, State
from app.web.viewers import Viewer

from .redemptions import Redemption, listed

SHELF = 6
NEARLY_SHARE = 5  # Within a fifth of what is there: one task away.


class Shelf(msgspec.Struct, frozen=True):
    """Products of one layer."""

    layer: Layer
    products: tuple[ProductCard, ...]


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """The first screen; member, balance and what follows from them only when signed in."""

    member: MemberView | None
    balance: Balance | None
    affordable: tuple[ProductCard, ...]
    nearly: tuple[ProductCard, ...]
    on_the_way: tuple[Redemption, ...]
    shelves: tuple[Shelf, ...]
    categories: tuple[CategoryView, ...]


async def home(viewer: Viewer | None, *, at: datetime) -> Home:
    """Gather the first screen for a member, or for a stranger."""
    tier = viewer.member.tier if viewer else Tier.BASIC
    available = viewer.balance.available if viewer else 0
    affordable = await _affordable(available, tier, at) if available > 0 else ()
    nearly = await _affordable(_near(available), tier, at) if available > 0 else ()
    return Home(
        member=viewer.member if viewer else None,
        balance=viewer.balance if viewer else None,
        affordable=affordable,
        nearly=tuple(one for one in nearly if (one.points or 0) > available),
        on_the_way=await on_the_way(viewer.member.id) if viewer else (),
        shelves=tuple([Shelf(one, await _of(one, tier, at)) for one in Layer]),
        categories=await catalogue.categories(),
    )


def _near(available: int) -> int:
    return available + available // NEARLY_SHARE


async def _affordable(points: int, tier: Tier, at: datetime) -> tuple[ProductCard, ...]:
    wanted = Filters(affordable=points, in_stock=True, sort=Sort.DEAREST)
    return await _cards(wanted, tier, at)


async def _of(layer: Layer, tier: Tier, at: datetime) -> tuple[ProductCard, ...]:
    return await _cards(Filters(layer=layer), tier, at)


async def _cards(wanted: Filters, tier: Tier, at: datetime) -> tuple[ProductCard, ...]:
    page = await catalogue.browse(filters=wanted, tier=tier, at=at, limit=SHELF)
    return tuple(page.items)


async def on_the_way(member_id: int) -> tuple[Redemption, ...]:
    """List what a member still waits for, newest first."""
    owed = (State.AWAITING_PAYMENT, *sorted(PROMISED))
    page = await redemption.redemptions(member_id=member_id, states=owed, limit=SHELF)
    return tuple(listed(one) for one in page.items)
