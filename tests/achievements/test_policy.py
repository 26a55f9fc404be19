"""What earns a badge, when, and how rare it is said to be."""

from datetime import UTC, datetime, timedelta

import pytest

from app.achievements import BADGES, BadgeId, policy
from app.achievements.schemas import Held, Measure
from app.kit.tiers import Tier
from app.members import Language, MemberView, TextSize
from app.redemption import Ending

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def member(*, tier: Tier = Tier.BASIC, joined_at: datetime = NOW) -> MemberView:
    return MemberView(
        id=1, nickname="Ada", phone_masked=None, tier=tier, language=Language.CHINESE,
        text_size=TextSize.NORMAL, joined_at=joined_at,
    )  # fmt: skip


def came(
    days: int, delivery: str = "direct", quantity: int = 1, *, came: bool = True
) -> Ending:
    return Ending(
        member_id=1, delivery=delivery, quantity=quantity, is_delivered=came,
        at=NOW + days * DAY,
    )  # fmt: skip


def earned(
    *endings: Ending, at: datetime = NOW, who: MemberView | None = None
) -> dict[str, int]:
    """Name what is earned, each with its day."""
    known = policy.facts(who or member(), endings, (), at=at)
    return {badge: (when - NOW).days for badge, when in policy.earned(known).items()}


class TestEarned:
    def test_dates_a_badge_by_the_deed_that_earned_it(self) -> None:
        told = earned(*(came(n) for n in range(7)))
        assert told == {"first-leaf": 0, "five-leaves": 4}

    def test_counts_ways_once_each(self) -> None:
        ways = ("direct", "card", "direct", "file", "shipment", "coupon")
        told = earned(*(came(n, way) for n, way in enumerate(ways)))
        assert told["five-ways"] == 5

    def test_counts_pieces_given_and_not_only_gifts(self) -> None:
        told = earned(came(0, "donation", 4), came(1, "donation", 6), came(2, "donation", 6))
        assert (told["a-seed"], told["small-grove"]) == (0, 1)

    def test_what_was_given_back_was_not_received(self) -> None:
        assert earned(came(2, "donation", came=False)) == {"word-kept": 2}

    def test_a_seat_is_a_booking(self) -> None:
        assert "at-the-table" in earned(came(0, "booking"))

    @pytest.mark.parametrize(("days", "has"), [(179, False), (180, True)])
    def test_who_returns_was_away_for_half_a_year(self, days: int, has: bool) -> None:
        assert ("reunited" in earned(came(0), came(days))) is has

    def test_a_year_is_full_at_its_last_instant(self) -> None:
        joined = datetime(2025, 11, 21, 4, 0, tzinfo=UTC)
        assert earned(who=member(joined_at=joined)) == {"one-year": 0}
        assert earned(who=member(joined_at=joined), at=NOW - DAY) == {}

    def test_a_year_from_a_leap_day_is_full_on_the_first_of_march(self) -> None:
        joined = datetime(2024, 2, 29, 4, 0, tzinfo=UTC)
        known = policy.facts(member(joined_at=joined), (), (), at=NOW)
        assert known[Measure.YEARS] == tuple(
            datetime(year, 3, 1, 4, 0, tzinfo=UTC) for year in (2025, 2026)
        )

    @pytest.mark.parametrize("tier", Tier)
    def test_gold_and_above_have_the_golden_one(self, tier: Tier) -> None:
        assert ("golden-osmanthus" in earned(who=member(tier=tier))) is tier.reaches(Tier.GOLD)


class TestBadges:
    def test_each_is_declared_once(self) -> None:
        assert [one.id for one in BADGES] == list(BadgeId)

    def test_each_can_be_earned(self) -> None:
        known = policy.facts(member(), (), (), at=NOW)
        assert all(one.goal > 0 and one.measure in known for one in BADGES)


class TestWall:
    def test_says_nothing_of_what_is_hidden(self) -> None:
        wall = policy.wall({}, policy.facts(member(), (), (), at=NOW), holders={}, members=0)
        hidden = [one for one in wall.achievements if one.badge is None]
        assert len(hidden) == 2
        assert {(one.name.en, one.has, one.goal) for one in hidden} == {("???", 0, 1)}
        assert {one.story for one in hidden}.isdisjoint({one.story for one in BADGES})

    def test_shows_what_is_new_before_what_was_seen(self) -> None:
        seen = Held(badge="one-year", earned_at=NOW, seen_at=NOW, slot=None)
        fresh = Held(badge="first-leaf", earned_at=NOW - DAY, seen_at=None, slot=None)
        known = policy.facts(member(), (), (), at=NOW)
        wall = policy.wall(
            {one.badge: one for one in (seen, fresh)}, known, holders={}, members=0
        )
        assert [one.badge for one in wall.achievements[:2]] == ["first-leaf", "one-year"]
        assert (wall.earned, wall.total) == (2, len(BADGES))


class TestRarity:
    @pytest.mark.parametrize(
        ("holders", "members", "mine", "told"),
        [
            (23, 1000, True, (23, 1000, 23)),
            (0, 5000, False, (0, 5000, 0)),
            (0, 5000, True, (1, 5000, 0)),
            (3, 99, True, (3, 99, None)),
            (0, 0, True, (1, 1, None)),
            (300, 200, False, (300, 300, 1000)),
        ],
    )
    def test_is_a_share_only_among_many(
        self, holders: int, members: int, mine: bool, told: tuple[int, int, int | None]
    ) -> None:
        found = policy.rarity(holders, members, is_mine=mine)
        assert (found.holders, found.members, found.permille) == told


@pytest.mark.parametrize(("taken", "slot"), [([], 1), ([1], 2), ([3, 1], 2), ([1, 2, 3], None)])
def test_a_pin_takes_the_first_free_place(taken: list[int], slot: int | None) -> None:
    assert policy.free_slot(taken) == slot
