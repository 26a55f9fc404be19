"""/home and /me: the first screen, who is signed in, and the wallet in one call."""

from datetime import datetime

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency

from app import ledger
from app.catalogue import CategoryView
from app.kit.tiers import Tier
from app.ledger import Balance
from app.members import MemberView
from app.web import envelope
from app.web.answers import BEARER, answers
from app.web.guards import SignInRequired, bearer_required, public
from app.web.requests import HX
from app.web.viewers import Viewer
from app.web.views.goals import Goal
from app.web.views.home import home, on_the_way
from app.web.views.redeemed import Redemption
from app.web.views.tiers import Standing, TierProgress, progress

from .goal import GoalView, goal_view
from .parameters import Fields, Preset
from .points import Entry, entries
from .product_views import SHELF, ProductShelf, ProductSummary, shelves, summaries


class Aim(GoalView, frozen=True, kw_only=True):
    """What the member saves for, as a card draws it."""

    product: ProductSummary


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """The first screen; member, balance and what follows from them only when signed in.

    `affordable` and `nearly` stay empty for who has not allowed a home page of their own.
    """

    standing: Standing | None
    member: MemberView | None
    balance: Balance | None
    affordable: tuple[ProductSummary, ...]
    nearly: tuple[ProductSummary, ...]
    goal: Aim | None
    on_the_way: tuple[Redemption, ...]
    shelves: tuple[ProductShelf, ...]
    categories: tuple[CategoryView, ...]


class Me(msgspec.Struct, frozen=True):
    """The member, the tier and the way to the next, and what may be spent."""

    member: MemberView
    tier: Tier
    balance: Balance
    tier_progress: TierProgress


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """The wallet: who, how much, what is owed, and the first page of the statement."""

    member: MemberView
    balance: Balance
    on_the_way: tuple[Redemption, ...]
    postings: tuple[Entry, ...]
    tier_progress: TierProgress


@get(
    "/home",
    guards=[public],
    summary="The first screen in one call",
    tags=["products"],
    security=[{}, *BEARER],
    responses=answers(Home, 304, 401),
)
async def show_home(
    request: HX,
    state: State,
    now: NamedDependency[datetime],
    viewer: NamedDependency[Viewer | None],
    preset: Preset = Fields.FULL,
) -> Response[bytes]:
    """Shelves for everybody; with a token also the balance and what it can pay for."""
    seen = await home(viewer, cache=state.cache, at=now)
    told = Home(
        standing=seen.standing,
        member=seen.member,
        balance=seen.balance,
        affordable=tuple(summaries(request, seen.affordable[:SHELF], preset)),
        nearly=tuple(summaries(request, seen.nearly[:SHELF], preset)),
        goal=_aim(request, seen.goal),
        on_the_way=seen.on_the_way,
        shelves=shelves(request, seen, preset),
        categories=seen.categories,
    )
    return envelope.success(request, told)


@get(
    "/me",
    guards=[bearer_required],
    summary="Who is signed in",
    tags=["member"],
    security=BEARER,
    responses=answers(Me, 304, 401),
)
async def show_me(
    request: HX, now: NamedDependency[datetime], viewer: NamedDependency[Viewer | None]
) -> Response[bytes]:
    """The member, the tier and what its score is made of, and the balance of this moment."""
    if viewer is None:
        raise SignInRequired
    reached = await progress(viewer.member, at=now)
    told = Me(viewer.member, viewer.member.tier, viewer.balance, reached)
    return envelope.success(request, told)


@get(
    "/me/overview",
    guards=[bearer_required],
    summary="The wallet in one call",
    tags=["member"],
    security=BEARER,
    responses=answers(Overview, 304, 401),
)
async def show_overview(
    request: HX, now: NamedDependency[datetime], viewer: NamedDependency[Viewer | None]
) -> Response[bytes]:
    """Balance, open redemptions, and the statement's first page with its cursor."""
    if viewer is None:
        raise SignInRequired
    page = await ledger.statement(viewer.member.id)
    told = Overview(
        member=viewer.member,
        balance=viewer.balance,
        on_the_way=await on_the_way(viewer.member.id),
        postings=tuple(await entries(viewer.member.id, page.items)),
        tier_progress=await progress(viewer.member, at=now),
    )
    return envelope.success(request, told, next_cursor=page.next_cursor)


def _aim(request: HX, goal: Goal | None) -> Aim | None:
    told = goal_view(goal)
    if goal is None or told is None:
        return None
    (product,) = summaries(request, [goal.product], Fields.CARD)
    return Aim(**msgspec.structs.asdict(told), product=product)
