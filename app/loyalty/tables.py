"""What is remembered about why points were given."""

from piccolo.columns import BigInt, BigSerial, Timestamptz
from piccolo.constraints import Check
from piccolo.table import Table


class Purchase(Table):
    """The cash of one redemption that was delivered, and what it earned: once.

    `purchase_member_id_earned_at` (member_id, earned_at) serves what a member spent in a year.
    """

    id = BigSerial(primary_key=True)
    redemption_id = BigInt(unique=True)
    member_id = BigInt(index=True)
    cash_fen = BigInt()
    refunded_fen = BigInt(default=0)
    points = BigInt(default=0)
    taken_back = BigInt(default=0)
    posting_id = BigInt(null=True, default=None)
    earned_at = Timestamptz(default=None)

    purchase_has_cash = Check("cash_fen > 0 AND refunded_fen BETWEEN 0 AND cash_fen")
    purchase_takes_back_no_more = Check("points >= 0 AND taken_back BETWEEN 0 AND points")
    purchase_points_were_posted = Check("(points > 0) = (posting_id IS NOT NULL)")
