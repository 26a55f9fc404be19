"""One tap gives what its button said, for who has switched it on, or nothing at all."""

from typing import Any

import pytest

from app import catalogue, redemption
from app.catalogue import Delivery, NewPrice, PriceKind
from app.kit import db
from app.kit.errors import MallError
from app.redemption import (
    AccountInvalid,
    ExpressAgain,
    ExpressOff,
    ExpressUnavailable,
    Past,
    PriceChanged,
    may_express,
)
from tests.stage import Stage

PHONE = "13800000101"
CAP = 500

Tap = dict[str, Any]


@pytest.fixture
async def tap(stage: Stage) -> Tap:
    """What the button sends for a member with 5,000 points and an account of last time."""
    await stage.member(points=5_000)
    first = await stage.place("topup-50", account=PHONE)
    return {"account_from": first.id, "express_points": 500, "express_cap": CAP, "key": "tap"}


async def count() -> int:
    row = await db.fetch_one("SELECT count(*) AS n FROM redemption")
    assert row
    return int(row["n"])


async def dearer(stage: Stage, points: int) -> None:
    price = NewPrice(kind=PriceKind.BASE, points=points)
    await db.fetch("DELETE FROM price WHERE product = $1", stage.products["topup-50"])
    await catalogue.set_price(product_id=stage.products["topup-50"], price=price)


@pytest.mark.parametrize(
    ("delivery", "points", "is_so"),
    [
        (Delivery.DIRECT, CAP, True),
        (Delivery.CARD, 1, True),
        (Delivery.COUPON, CAP, True),
        (Delivery.FILE, CAP, True),
        (Delivery.DIRECT, CAP + 1, False),
        (Delivery.DIRECT, None, False),
        (Delivery.SHIPMENT, 1, False),
        (Delivery.BOOKING, 1, False),
        (Delivery.DONATION, 1, False),
        (Delivery.PARTNER, 1, False),
    ],
)
def test_only_small_digital_things_paid_by_points_alone(
    delivery: Delivery, points: int | None, is_so: bool
) -> None:
    assert may_express(delivery, points, most=CAP) is is_so


async def test_it_goes_to_the_account_of_last_time(stage: Stage, tap: Tap) -> None:
    placed = await stage.place("topup-50", **tap)
    assert (await redemption.destination(placed.id)).account == PHONE
    assert (placed.points, await stage.available()) == (500, 4_000)


async def test_the_same_tap_again_is_the_same_redemption_whatever_has_changed(
    stage: Stage, tap: Tap
) -> None:
    placed = await stage.place("topup-50", **tap)
    await dearer(stage, 900)
    again = await stage.place("topup-50", **(tap | {"express_cap": None}))
    assert (again.id, await count()) == (placed.id, 2)


async def test_another_tap_a_moment_later_is_asked_about(stage: Stage, tap: Tap) -> None:
    await stage.place("topup-50", **tap)
    stage.clock.turn(599)
    with pytest.raises(ExpressAgain) as refused:
        await stage.place("topup-50", **(tap | {"key": "tap-2"}))
    assert (refused.value.facts, await stage.available()) == ({"minutes": 10}, 4_000)
    await stage.place("gamecard-30", express_points=300, express_cap=CAP)
    await stage.place("topup-50", account=PHONE, key="tap-2")  # Looked over and confirmed.
    stage.clock.turn(1)
    await stage.place("topup-50", **(tap | {"key": "tap-3"}))


async def test_what_was_undone_may_be_tapped_again(stage: Stage, tap: Tap) -> None:
    placed = await stage.place("topup-50", **tap)
    await redemption.cancel(redemption_id=placed.id, member_id=1, now=stage.clock.now)
    again = await stage.place("topup-50", **(tap | {"key": "tap-2"}))
    assert again.id != placed.id


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"express_cap": None}, ExpressOff),
        ({"express_cap": CAP - 1}, ExpressUnavailable),
        ({"quantity": 2, "express_points": 1_000, "express_cap": 1_000}, ExpressUnavailable),
        ({"express_points": 499}, PriceChanged),
        ({"account_from": 999}, AccountInvalid),
        ({"account_from": None}, AccountInvalid),
    ],
)
async def test_what_no_longer_holds_redeems_nothing(
    stage: Stage, tap: Tap, changed: Tap, refusal: type[MallError]
) -> None:
    with pytest.raises(refusal):
        await stage.place("topup-50", **(tap | changed))
    assert (await count(), await stage.available()) == (1, 4_500)


async def test_another_product_s_free_account_or_another_member_s_is_not_taken(
    stage: Stage, tap: Tap
) -> None:
    await db.fetch("UPDATE product SET account_kind = 'account' WHERE slug = 'coffee'")
    wanted = tap | {"express_points": 30}
    with pytest.raises(AccountInvalid):
        await stage.place("coffee", **wanted)
    own = await stage.place("coffee", account="moon_river")
    again = {"account_from": own.id, "key": "tap-2"}
    placed = await stage.place("coffee", **(wanted | again))
    assert (await redemption.destination(placed.id)).account == "moon_river"
    await stage.member(points=500, member_id=2)
    with pytest.raises(AccountInvalid):
        await stage.place("topup-50", **(tap | {"member_id": 2, "key": "tap-3"}))


async def test_a_price_that_moved_either_way_is_asked_about(stage: Stage, tap: Tap) -> None:
    for points in (400, 600):
        await dearer(stage, points)
        with pytest.raises(PriceChanged) as refused:
            await stage.place("topup-50", **(tap | {"express_cap": 1_000}))
        assert refused.value.facts == {"points": points, "cash_fen": 0}


async def test_what_is_sent_by_parcel_is_not_redeemed_in_one_tap(
    stage: Stage, tap: Tap
) -> None:
    wanted = tap | {"express_points": 50, "account_from": None}
    with pytest.raises(ExpressUnavailable):
        await stage.place("forest", **wanted)


async def test_the_past_counts_and_offers_in_one_look(stage: Stage, tap: Tap) -> None:
    async def past(slug: str, kind: str, member_id: int = 1) -> Past:
        return await redemption.past(
            member_id=member_id, product_id=stage.products[slug], kind=kind
        )

    seen = await past("topup-50", "phone")
    assert (seen.taken, seen.last and seen.last.masked) == (1, "138****0101")
    seen = await past("last-one", "phone")
    assert (seen.taken, seen.last and seen.last.masked) == (0, "138****0101")
    assert await past("topup-50", "none") == Past(taken=1)
    assert await past("topup-50", "email") == Past(taken=1)
    assert await past("topup-50", "phone", member_id=2) == Past()
    await redemption.cancel(redemption_id=tap["account_from"], member_id=1, now=stage.clock.now)
    assert (await past("topup-50", "phone")).taken == 0
