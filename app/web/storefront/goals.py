"""/products/{slug}/goal: the one thing a member saves for."""

from datetime import datetime

import msgspec
from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from app import catalogue, members
from app.catalogue import ProductCard
from app.kit.errors import InvalidInput, NotFound
from app.kit.tiers import Tier
from app.web.guards import member_required
from app.web.viewers import Viewer


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """How far it is; `has` never exceeds `points`."""

    product: ProductCard
    points: int
    has: int

    @property
    def missing(self) -> int:
        return self.points - self.has


class GoalController(Controller):
    path = "/products/{slug:str}/goal"
    guards = [member_required]  # noqa: RUF012 - Litestar's way.

    @post("/")
    async def create(
        self, slug: FromPath[str], viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Redirect:  # fmt: skip
        """Save for this from now on; it takes the place of the goal before."""
        product = await catalogue.product(slug=slug, tier=viewer.member.tier, at=now)
        if product.points is None:
            raise InvalidInput(field="product_id", reason="unknown")
        await members.choose_goal(member_id=viewer.member.id, product_id=product.id)
        return Redirect(f"/products/{product.slug}#goal", status_code=303)

    @post("/removal")
    async def remove(
        self, slug: FromPath[str], viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Redirect:  # fmt: skip
        """Save for this no more; another goal, chosen since, stays. Safe to repeat."""
        product = await catalogue.product(slug=slug, tier=viewer.member.tier, at=now)
        if viewer.member.goal_product_id == product.id:
            await members.choose_goal(member_id=viewer.member.id, product_id=None)
        return Redirect(f"/products/{slug}#goal", status_code=303)


def progress_towards(card: ProductCard | None, *, available: int) -> Goal | None:
    """Measure how far it is; None for what cannot be had for points alone."""
    if card is None or not card.points:
        return None
    return Goal(product=card, points=card.points, has=max(0, min(available, card.points)))


async def member_goal(viewer: Viewer, cards: list[ProductCard], *, at: datetime) -> Goal | None:
    """Find a member's goal, among `cards` if it is there; None when it is gone."""
    wanted = viewer.member.goal_product_id
    if wanted is None:
        return None
    card = next((one for one in cards if one.id == wanted), None)
    card = card or await _read(wanted, viewer.member.tier, at)
    return progress_towards(card, available=viewer.balance.available)


async def _read(product_id: int, tier: Tier, at: datetime) -> ProductCard | None:
    try:
        return await catalogue.product(product_id=product_id, tier=tier, at=at)
    except NotFound:  # Retired since.
        return None
