"""R26 as arithmetic on integers and dates."""

from datetime import UTC, datetime, timedelta

import pytest

from app.kit import months
from app.kit.errors import ConfigurationRefused
from app.kit.tiers import Tier, is_sprint, lasts_until
from app.ledger import EarnedByRule
from app.loyalty import Score, above, below, policy
from app.members import TierReason
from app.settings import read

SHANGHAI = "Asia/Shanghai"
THRESHOLDS = {Tier.SILVER: 100, Tier.GOLD: 200, Tier.PLATINUM: 300, Tier.DIAMOND: 400}
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def of(spend_fen: int, engagement: int) -> Score:
    return Score(spend_fen=spend_fen, engagement=engagement)


class TestScore:
    @pytest.mark.parametrize(
        ("spend_fen", "engagement", "total"),
        [
            (0, 0, 0), (100, 0, 0), (166, 0, 0), (167, 0, 1), (100_000, 0, 600),
            (0, 2, 0), (0, 3, 1), (0, 1_000, 400), (100_000, 1_000, 1_000),
            (100, 1, 1),  # 0.6 + 0.4: rounded at each step it would be 0.
            (99, 1, 0), (10**14, 10**12, 1_000_000_000_000),
        ],
    )  # fmt: skip
    def test_is_three_fifths_of_spending_and_two_fifths_of_taking_part(
        self, spend_fen: int, engagement: int, total: int
    ) -> None:
        assert of(spend_fen, engagement).total == total

    @pytest.mark.parametrize(
        ("score", "yuan", "points"),
        [(of(0, 0), 167, 250), (of(16_600, 0), 1, 1), (of(16_667, 0), 0, 0), (of(0, 250), 0, 0),
         (of(0, 249), 1, 1), (of(99_900, 0), 0, 0)],
    )  # fmt: skip
    def test_tells_what_alone_would_reach_a_threshold(
        self, score: Score, yuan: int, points: int
    ) -> None:
        assert (score.yuan_to(100), score.points_to(100)) == (yuan, points)
        spent = of(score.spend_fen + 100 * yuan, score.engagement)
        earned = of(score.spend_fen, score.engagement + points)
        assert spent.total >= 100 <= earned.total

    def test_shows_parts_that_add_up(self) -> None:
        score = of(199, 7)
        assert (score.spend_part, score.engagement_part, score.total) == (1, 2, 3)

    def test_counts_cash_once_and_gifts_never(self) -> None:
        earned = [
            EarnedByRule(rule="purchase", points=80, cash_fen=10_000),
            EarnedByRule(rule="subscription", points=40, cash_fen=2_000),
            EarnedByRule(rule="purchase", points=9, cash_fen=900, is_about_a_redemption=True),
            EarnedByRule(rule="reading", points=5),
            EarnedByRule(rule="check_in", points=7),
            EarnedByRule(rule="birthday", points=500),
        ]
        assert policy.score(earned, mall_fen=900) == of(12_900, 12)


class TestReached:
    @pytest.mark.parametrize(
        ("score", "tier"),
        [(0, Tier.BASIC), (99, Tier.BASIC), (100, Tier.SILVER), (199, Tier.SILVER),
         (200, Tier.GOLD), (300, Tier.PLATINUM), (400, Tier.DIAMOND), (10**12, Tier.DIAMOND)],
    )  # fmt: skip
    def test_is_the_highest_threshold(self, score: int, tier: Tier) -> None:
        assert policy.reached(score, THRESHOLDS) is tier

    @pytest.mark.parametrize(
        ("was", "score", "then"),
        [(Tier.BASIC, 99, None), (Tier.BASIC, 100, Tier.SILVER),
         (Tier.BASIC, 350, Tier.PLATINUM),
         (Tier.SILVER, 150, None), (Tier.SILVER, 200, Tier.GOLD), (Tier.DIAMOND, 0, None),
         (Tier.GOLD, 100, None), (Tier.DIAMOND, 999, None)],
    )  # fmt: skip
    def test_lifts_by_as_many_steps_and_never_lowers(
        self, was: Tier, score: int, then: Tier | None
    ) -> None:
        move = policy.rise(was, score, THRESHOLDS, at=NOW, zone=SHANGHAI)
        assert (move and move.tier) == then

    def test_renews_the_validity(self) -> None:
        move = policy.rise(Tier.BASIC, 100, THRESHOLDS, at=NOW, zone=SHANGHAI)
        assert move
        assert (move.at, move.until) == (NOW, lasts_until(NOW, zone=SHANGHAI))
        assert move.reason is TierReason.RISE


class TestEnd:
    @pytest.mark.parametrize(
        ("was", "score", "then"),
        [(Tier.GOLD, 200, Tier.GOLD), (Tier.GOLD, 199, Tier.SILVER),
         (Tier.GOLD, 0, Tier.SILVER),
         (Tier.SILVER, 99, Tier.BASIC), (Tier.DIAMOND, 0, Tier.PLATINUM),
         (Tier.SILVER, 999, Tier.SILVER)],
    )  # fmt: skip
    def test_keeps_or_falls_by_one(self, was: Tier, score: int, then: Tier) -> None:
        move = policy.at_end(was, NOW, score, THRESHOLDS, zone=SHANGHAI)
        assert move.tier is then
        assert move.reason is (TierReason.KEPT if then is was else TierReason.FELL)
        lasts = None if then is Tier.BASIC else lasts_until(NOW, zone=SHANGHAI)
        assert (move.at, move.until) == (NOW, lasts)

    def test_has_nothing_beyond_either_end_of_the_ladder(self) -> None:
        assert (above(Tier.DIAMOND), below(Tier.BASIC)) == (None, Tier.BASIC)
        assert (above(Tier.BASIC), below(Tier.DIAMOND)) == (Tier.SILVER, Tier.PLATINUM)


class TestValidity:
    @pytest.mark.parametrize(
        ("reached_at", "zone", "ends_before"),
        [
            ("2026-11-22T09:00+00:00", SHANGHAI, "2027-11-22T16:00+00:00"),
            # Already the next day in Shanghai, still the same in London.
            ("2026-11-22T16:30+00:00", SHANGHAI, "2027-11-23T16:00+00:00"),
            ("2026-11-22T16:30+00:00", "Europe/London", "2027-11-23T00:00+00:00"),
            ("2028-02-29T04:00+00:00", SHANGHAI, "2029-02-28T16:00+00:00"),
            ("2027-02-28T04:00+00:00", SHANGHAI, "2028-02-28T16:00+00:00"),
            # Summer time: midnight in New York is at 04:00 and not at 05:00.
            ("2026-06-15T12:00+00:00", "America/New_York", "2027-06-16T04:00+00:00"),
        ],
    )
    def test_is_twelve_months_to_the_end_of_the_day(
        self, reached_at: str, zone: str, ends_before: str
    ) -> None:
        until = lasts_until(datetime.fromisoformat(reached_at), zone=zone)
        assert until == datetime.fromisoformat(ends_before) - INSTANT

    def test_ends_where_the_year_of_its_last_score_began_a_day_after_it(self) -> None:
        """What lifted a member does not count for keeping the tier a year later."""
        until = lasts_until(NOW, zone=SHANGHAI)
        since = months.window_start(until, months=12, zone=SHANGHAI)
        assert since == datetime(2026, 11, 22, 16, tzinfo=UTC) > NOW

    @pytest.mark.parametrize(
        ("at", "since"),
        [("2028-02-29T04:00+00:00", "2027-02-28T16:00+00:00"),
         ("2029-02-28T04:00+00:00", "2028-02-28T16:00+00:00"),
         ("2026-11-22T16:30+00:00", "2025-11-23T16:00+00:00")],
    )  # fmt: skip
    def test_counts_the_twelve_months_to_the_day(self, at: str, since: str) -> None:
        began = months.window_start(datetime.fromisoformat(at), months=12, zone=SHANGHAI)
        assert began == datetime.fromisoformat(since)

    @pytest.mark.parametrize(
        ("before_end", "is_so"),
        [(timedelta(days=30) + INSTANT, False), (timedelta(days=30), True),
         (timedelta(days=1), True), (timedelta(), True), (-INSTANT, False)],
    )  # fmt: skip
    def test_sprints_in_its_last_thirty_days(self, before_end: timedelta, is_so: bool) -> None:
        assert is_sprint(NOW, at=NOW - before_end) is is_so

    def test_of_the_basic_tier_never_sprints(self) -> None:
        assert not is_sprint(None, at=NOW)


DEMO = {"LAUREL_MODE": "demo"}


class TestSettings:
    def test_tell_four_thresholds(self) -> None:
        given = read(DEMO | {"LAUREL_TIER_THRESHOLDS": "1,20,300,4000"})
        assert given.thresholds == (1, 20, 300, 4_000)

    @pytest.mark.parametrize(
        "written",
        [
            "0,1,2,3",
            "1,1,2,3",
            "1,3,2,4",
            "1,2,3",
            "1,2,3,4,5",
            "a,b,c,d",
            "-1,2,3,4",
            "1.5,2,3,4",
        ],
    )
    def test_refuse_what_is_no_ladder(self, written: str) -> None:
        with pytest.raises(ConfigurationRefused):
            read(DEMO | {"LAUREL_TIER_THRESHOLDS": written})
