"""What is remembered about badges."""

from piccolo.columns import JSONB, BigInt, BigSerial, Integer, SmallInt, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class Achievement(Table):
    """A badge that a member earned: once, at the instant of the deed.

    `achievement_once` serves the wall; `achievement_slot` keeps three places for pins.
    """

    id = BigSerial(primary_key=True)
    member_id = BigInt()
    badge = Varchar(length=40)
    earned_at = Timestamptz(default=None)
    noted_at = Timestamptz(default=None)
    seen_at = Timestamptz(null=True, default=None)
    slot = SmallInt(null=True, default=None)

    achievement_once = Unique(["member_id", "badge"])
    achievement_slot = Unique(["member_id", "slot"])
    achievement_three_slots = Check("slot BETWEEN 1 AND 3")


class AchievementCount(Table):
    """How many members have which badge, as counted when all were last walked past."""

    id = SmallInt(primary_key=True)
    members = Integer()
    holders = JSONB()
    counted_at = Timestamptz(default=None)

    achievement_count_one = Check("id = 1")
