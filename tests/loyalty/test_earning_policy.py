"""What cash earns: R6 and R7, as tables of numbers."""

from datetime import UTC, datetime, timedelta

import pytest

from app import loyalty
from app.ledger import Receipt
from app.loyalty import Multiplier, Sale, policy

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SPRINT = Multiplier("sprint", 20_000)


def earned(cash_fen: int, *several: Multiplier, channel: str = "web", cost_fen: int = 0) -> int:
    sale = Sale(cash_fen=cash_fen, cost_fen=cost_fen, channel=channel)
    return loyalty.earning(sale, multipliers=several).uncapped


class TestEarning:
    @pytest.mark.parametrize(
        ("cash_fen", "points"), [(0, 0), (1, 0), (99, 0), (100, 1), (199, 1), (5_800, 58)]
    )
    def test_gives_a_point_for_each_whole_yuan(self, cash_fen: int, points: int) -> None:
        assert earned(cash_fen) == points

    @pytest.mark.parametrize(
        ("channel", "points"),
        [("web", 58), ("miniprogram", 58), ("app", 58), ("third_party", 46), ("unheard", 46)],
    )
    def test_gives_less_where_others_sell(self, channel: str, points: int) -> None:
        assert earned(5_800, channel=channel) == points

    def test_rounds_down_once_at_the_end(self) -> None:
        # 1.99 yuan × 0.8 × 2 = 3.184; rounded at each step it would be 0 or 2.
        assert earned(199, SPRINT, channel="third_party") == 3

    @pytest.mark.parametrize(
        ("each_bps", "points"),
        [((30_000,), 300), ((20_000, 25_000), 500), ((30_000,) * 2, 500)],
    )
    def test_multiplies_by_five_at_most(self, each_bps: tuple[int, ...], points: int) -> None:
        assert earned(10_000, *(Multiplier("x", bps) for bps in each_bps)) == points

    @pytest.mark.parametrize(
        ("cost_fen", "points", "cap"),
        [
            (0, 100, None),  # 100 yuan of margin are 1,000 points; 30 % are 300.
            (6_666, 100, None),
            (6_667, 99, 99),
            (9_999, 0, 0),
            (10_000, 0, 0),
            (20_000, 0, 0),  # Sold at a loss: none, and never fewer than none.
        ],
    )
    def test_gives_out_thirty_per_cent_of_the_margin_at_most(
        self, cost_fen: int, points: int, cap: int
    ) -> None:
        found = loyalty.earning(Sale(cash_fen=10_000, cost_fen=cost_fen))
        assert (found.points, found.cap) == (points, cap)

    def test_counts_points_that_were_paid_as_margin(self) -> None:
        sale = Sale(cash_fen=10_000, points=1_000, cost_fen=20_000 - 333)
        assert loyalty.earning(sale).cap == 9  # 3.33 yuan, at 10 fen a point, × 30 %.

    def test_gives_nothing_where_the_cost_is_unknown(self) -> None:
        assert loyalty.earning(Sale(cash_fen=10_000)).points == 0


class TestMultipliers:
    @pytest.mark.parametrize(
        ("left", "is_sprint"),
        [
            (timedelta(days=30, microseconds=1), False),
            (timedelta(days=30), True),
            (timedelta(), True),
            (timedelta(microseconds=-1), False),
        ],
    )
    def test_double_in_the_last_thirty_days_of_a_tier(
        self, left: timedelta, is_sprint: bool
    ) -> None:
        found = loyalty.multipliers(tier_until=NOW + left, at=NOW)
        assert found == ((SPRINT,) if is_sprint else ())

    def test_are_none_for_a_tier_that_does_not_end(self) -> None:
        assert loyalty.multipliers(tier_until=None, at=NOW) == ()


class TestShare:
    @pytest.mark.parametrize(("kept_fen", "points"), [(0, 0), (1, 0), (299, 9), (300, 10)])
    def test_rounds_down_and_ends_at_all_and_nothing(self, kept_fen: int, points: int) -> None:
        assert loyalty.share(10, kept_fen=kept_fen, of_fen=300) == points

    @pytest.mark.parametrize("points", [0, 1, 7, 58, 10**9])
    @pytest.mark.parametrize("parts", [(1, 299), (100, 100, 100), (7, 11, 13, 269), (300,)])
    def test_takes_back_exactly_what_was_earned_in_any_parts(
        self, points: int, parts: tuple[int, ...]
    ) -> None:
        kept, had, taken = 300, points, []
        for part in parts:
            kept -= part
            left = loyalty.share(points, kept_fen=kept, of_fen=300)
            taken.append(had - left)
            had = left
        assert min(taken) >= 0
        assert sum(taken) == points


class TestReceipt:
    def test_says_how_it_came_about(self) -> None:
        sale = Sale(cash_fen=5_850, cost_fen=4_500, channel="third_party")
        found = loyalty.earning(sale, multipliers=(SPRINT,))
        written = policy.receipt(found, kept_fen=5_850)
        assert (written.rule, written.arithmetic) == ("purchase", "58.5 × 0.8 × 2 = 93")
        assert (written.cap, found.points) == (40, 40)

    @pytest.mark.parametrize("cost_fen", [0, 5_000])
    def test_can_be_read_back(self, cost_fen: int) -> None:
        sale = Sale(cash_fen=5_850, cost_fen=cost_fen, channel="third_party")
        found = loyalty.earning(sale, multipliers=(SPRINT,))
        written = policy.receipt(found, kept_fen=5_000)
        assert loyalty.earning_of_receipt(written) == found

    def test_of_another_rule_is_no_earning(self) -> None:
        assert loyalty.earning_of_receipt(Receipt(rule="purchase", inputs={"units": 5})) is None
        assert loyalty.earning_of_receipt(Receipt(rule="reading")) is None

    def test_names_no_cap_that_cut_nothing(self) -> None:
        found = loyalty.earning(Sale(cash_fen=5_000, cost_fen=0))
        assert policy.receipt(found, kept_fen=5_000).cap is None
