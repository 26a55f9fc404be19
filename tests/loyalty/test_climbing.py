"""From a purchase to a tier, and a year later one step down: by the workers alone."""

from datetime import timedelta

from app import achievements, ledger, loyalty, members, redemption
from app.achievements import BadgeId
from app.kit.tiers import Tier, lasts_until
from app.ledger import Receipt
from tests.journeys.conftest import pay
from tests.payments.stage import Stage as Bank
from tests.stage import Stage

SHANGHAI = "Asia/Shanghai"
ALMOST_SILVER, ALMOST_GOLD = 4_500, 14_500  # 1,800 and 5,800 of the score.


async def joined(stage: Stage, points: int) -> int:
    """A member who took part for so many points."""
    now = stage.clock.now
    ada = (await members.enrol(phone="13800000101", nickname="Ada", now=now)).id
    await ledger.earn(
        member_id=ada, points=points, reference="r", now=now, receipt=Receipt(rule="reading")
    )
    await loyalty.review_tier(member_id=ada, now=now)
    return ada


async def buys(stage: Stage, bank: Bank, member_id: int) -> int:
    """Pay 399.00 yuan in cash, and get the thing."""
    placed = await stage.place("scarf", account="13800000101", points=0, member_id=member_id)
    await pay(bank, placed)
    stage.clock.turn(30)
    await stage.work()
    assert await stage.state(placed) == "delivered"
    return placed.id


async def test_a_purchase_lifts_a_member_when_it_has_come(stage: Stage, bank: Bank) -> None:
    ada = await joined(stage, ALMOST_SILVER)
    assert (await members.member(ada)).tier is Tier.BASIC
    await buys(stage, bank, ada)
    shown = await members.member(ada)
    assert (shown.tier, shown.tier_score) == (Tier.SILVER, 1_800 + 239)
    assert shown.tier_until == lasts_until(shown.tier_since or stage.clock.now, zone=SHANGHAI)


async def test_a_tier_brings_its_badge(stage: Stage, bank: Bank) -> None:
    ada = await joined(stage, ALMOST_GOLD)
    await buys(stage, bank, ada)
    wall = await achievements.wall(await members.member(ada), at=stage.clock.now)
    assert BadgeId.GOLDEN in {one.badge for one in wall.achievements if one.is_earned}


async def test_a_year_later_it_falls_by_one(stage: Stage, bank: Bank) -> None:
    ada = await joined(stage, ALMOST_GOLD)
    await buys(stage, bank, ada)
    until = (await members.member(ada)).tier_until
    assert until
    await loyalty.review_tiers(now=until - timedelta(seconds=1))
    assert (await members.member(ada)).tier is Tier.GOLD
    await loyalty.review_tiers(now=until)
    shown = await members.member(ada)
    assert (shown.tier, shown.tier_since, shown.tier_score) == (Tier.SILVER, until, 0)
    assert [one.reason for one in await members.tier_changes(ada)] == ["fell", "rise", "rise"]


async def test_cash_that_goes_back_counts_no_more_but_takes_no_tier(
    stage: Stage, bank: Bank
) -> None:
    ada = await joined(stage, ALMOST_SILVER)
    bought = await buys(stage, bank, ada)
    await redemption.refund(
        redemption_id=bought, reason="x", actor="ops", cash_fen=39_900, now=stage.clock.now
    )
    await stage.work(rounds=10)
    shown = await members.member(ada)
    assert (shown.tier, shown.tier_score) == (Tier.SILVER, 1_800)
