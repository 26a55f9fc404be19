"""How the catalogue says no."""

from app.kit.errors import MallError


class SoldOut(MallError):
    """Nothing, or less than was asked for, is left."""

    status = 409
    code = "sold_out"
    action = "similar"


class NotOnSale(MallError):
    """The product is retired, not open yet, closed, without a price, or its slot is past."""

    status = 409
    code = "not_on_sale"


class TierTooLow(MallError):
    """The product is kept for a higher tier; `facts` name it as `needed`."""

    status = 403
    code = "tier_too_low"
    action = "tiers"


class SlugTaken(MallError):
    """A category or product with this slug exists."""

    status = 409
    code = "slug_taken"
    field = "slug"


class StockTooSmall(MallError):
    """The new total is below what is already reserved and sold; `facts` hold `least`."""

    status = 409
    code = "stock_too_small"
    field = "total"
