"""What a choice on a product's page would cost, or why it cannot be had so."""

from datetime import datetime

import msgspec

from app import redemption
from app.catalogue import ProductForSale
from app.kit.errors import MallError
from app.redemption import PointsShareTooHigh, RedemptionRequest
from app.web import refusals
from app.web.callers import asker
from app.web.refusals import Problem
from app.web.requests import HX
from app.web.viewers import Viewer
from app.web.views.sums import Sum, estimate, sum_of, without_balance

from .redeem_form import RedeemForm, redeem_form_of


class Calculation(msgspec.Struct, frozen=True):
    """A sum, and what is wrong with the choice: then it is that of the nearest possible one.

    `is_void`: there is no nearest; the sum is that of one piece and not to be shown.
    `is_strangers`: nobody's balance is known.
    """

    sum: Sum
    problem: Problem | None = None
    is_void: bool = False
    is_strangers: bool = False

    @property
    def status(self) -> int:
        return self.problem.status if self.problem else 200


async def initial_calculation(
    request: HX, product: ProductForSale, viewer: Viewer | None, now: datetime
) -> Calculation | None:
    """Work out one piece, or the choice in the address."""
    if product.is_locked or not product.is_open(now):
        return None
    if viewer and "quantity" not in request.query_params:
        return Calculation(estimate(product, viewer, at=now))
    return await calculate(request, product, viewer, now)


async def calculate(
    request: HX, product: ProductForSale, viewer: Viewer | None, now: datetime
) -> Calculation:
    """Work out the choice in the address, for a member by the function that redeeming uses."""
    typed = redeem_form_of(request.query_params)
    if viewer is None:
        return _for_a_stranger(request, product, typed)
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


def _for_a_stranger(request: HX, product: ProductForSale, typed: RedeemForm) -> Calculation:
    """Work out a choice without a balance; one that cannot be had is told and not shown."""
    try:
        said = without_balance(product, typed.request(product.id))
        return Calculation(said, is_strangers=True)
    except MallError as error:
        problem = refusals.problem_of(error, request_id=request.request_id)
        one = without_balance(product, RedemptionRequest(product_id=product.id))
        return Calculation(one, problem, is_void=True, is_strangers=True)


async def _sum(
    product: ProductForSale, typed: RedeemForm, viewer: Viewer, now: datetime
) -> Sum:
    price = await redemption.price_of(
        asker=asker(viewer.member), request=typed.request(product.id), now=now
    )
    return sum_of(price, product)
