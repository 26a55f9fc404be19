"""What a choice on a product's page would cost, or why it cannot be had so."""

from datetime import datetime

import msgspec

from app import redemption
from app.catalogue import ProductForSale
from app.kit.errors import MallError
from app.redemption import PointsShareTooHigh
from app.web import refusals
from app.web.callers import asker
from app.web.refusals import Problem
from app.web.requests import HX
from app.web.viewers import Viewer
from app.web.views.sums import Sum, estimate, sum_of

from .redeem_form import RedeemForm, redeem_form_of


class Calculation(msgspec.Struct, frozen=True):
    """A sum, and what is wrong with the choice: then it is that of the nearest possible one.

    `is_void`: there is no nearest; the sum is that of one piece and not to be shown.
    """

    sum: Sum
    problem: Problem | None = None
    is_void: bool = False

    @property
    def status(self) -> int:
        return self.problem.status if self.problem else 200


async def initial_calculation(
    request: HX, product: ProductForSale, viewer: Viewer | None, now: datetime
) -> Calculation | None:
    """Work out one piece, or the choice in the address."""
    if viewer is None or product.is_locked or not product.is_open(now):
        return None
    if "quantity" not in request.query_params:
        return Calculation(estimate(product, viewer, at=now))
    return await calculate(request, product, viewer, now)


async def calculate(
    request: HX, product: ProductForSale, viewer: Viewer, now: datetime
) -> Calculation:
    """Work out the choice in the address, by the function that redeeming uses."""
    typed = redeem_form_of(request.query_params)
    try:
        return Calculation(await _sum(product, typed, viewer, now))
    except PointsShareTooHigh as error:
        nearest = msgspec.structs.replace(typed, points="")
        problem = refusals.problem_of(error, request_id=request.request_id)
        return Calculation(await _sum(product, nearest, viewer, now), problem)
    except MallError as error:
        problem = refusals.problem_of(error, request_id=request.request_id)
        one = estimate(product, viewer, at=now)
        return Calculation(one, problem, is_void=True)


async def _sum(
    product: ProductForSale, typed: RedeemForm, viewer: Viewer, now: datetime
) -> Sum:
    price = await redemption.price_of(
        asker=asker(viewer.member), request=typed.request(product.id), now=now
    )
    return sum_of(price, product)
