"""/me/goal: the one thing a member saves for."""

from datetime import datetime
from typing import Any, ClassVar

import msgspec
from litestar import Controller, Response, delete, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app import catalogue, members
from app.web import envelope
from app.web.answers import BEARER, answers, problems
from app.web.guards import SignInRequired, bearer_required
from app.web.requests import HX
from app.web.viewers import Viewer
from app.web.views.goals import Goal, progress_towards, save_for

from .parameters import Id


class GoalView(msgspec.Struct, frozen=True, kw_only=True):
    """How far it is: `has` never exceeds `points`, `missing` is the rest."""

    product_id: int
    points: int
    has: int
    missing: int


class NewGoal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to save for; something that points alone can pay for."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"product_id": "1"}

    product_id: Id


class GoalController(Controller):
    path = "/me/goal"
    guards = (bearer_required,)
    tags = ("member",)
    security = BEARER

    @put("/", summary="Save for something", responses=answers(GoalView, 401, 404, 415, 422))
    async def update(
        self,
        data: JSONBody[NewGoal],
        request: HX,
        now: NamedDependency[datetime],
        viewer: NamedDependency[Viewer | None],
    ) -> Response[bytes]:
        """Save for this from now on; it takes the place of the goal before. Safe to repeat."""
        if viewer is None:
            raise SignInRequired
        product = await catalogue.product(
            product_id=int(data.product_id), tier=viewer.member.tier, at=now
        )
        await save_for(product, member_id=viewer.member.id)
        chosen = progress_towards(product, available=viewer.balance.available)
        return envelope.success(request, goal_view(chosen))

    @delete("/", summary="Save for nothing", responses=problems(401))
    async def destroy(self, request: HX, member_id: NamedDependency[int]) -> None:
        """Save for nothing from now on. Safe to repeat."""
        await members.choose_goal(member_id=member_id, product_id=None)


def goal_view(goal: Goal | None) -> GoalView | None:
    """Spell a goal for a program."""
    if goal is None:
        return None
    return GoalView(
        product_id=goal.product.id, points=goal.points, has=goal.has, missing=goal.missing
    )
