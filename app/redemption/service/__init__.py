"""What can be done with a redemption; the only writer of this room's tables."""

from .closing import abandon, cancel, cancel_unpaid, give_up
from .delivering import complete, flag, start
from .erasing import erase_member
from .moving import lock
from .paying import settle_payment
from .placing import place
from .pricing import price_of, quote
from .refunding import finish_refund, refund
from .timeline import enter
from .watching import claim_overdue

__all__ = [
    "abandon",
    "cancel",
    "cancel_unpaid",
    "claim_overdue",
    "complete",
    "enter",
    "erase_member",
    "finish_refund",
    "flag",
    "give_up",
    "lock",
    "place",
    "price_of",
    "quote",
    "refund",
    "settle_payment",
    "start",
]
