"""/products/{slug}/goal: the one thing a member saves for."""

from datetime import datetime

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from app import catalogue, members
from app.web.guards import member_required
from app.web.viewers import Viewer
from app.web.views.goals import save_for


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
        await save_for(product, member_id=viewer.member.id)
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
