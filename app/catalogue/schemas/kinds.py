"""The kinds of things the catalogue tells apart."""

from enum import StrEnum


class Layer(StrEnum):
    """How far a product is out of reach (R16)."""

    STARTER = "starter"
    CORE = "core"
    DREAM = "dream"


class Delivery(StrEnum):
    """How a product reaches the member."""

    DIRECT = "direct"
    CARD = "card"
    SHIPMENT = "shipment"
    BOOKING = "booking"
    COUPON = "coupon"
    DONATION = "donation"
    FILE = "file"
    PARTNER = "partner"


class Matter(StrEnum):
    """What kind of thing a product is, by the way it reaches the member."""

    PHYSICAL = "physical"
    DIGITAL = "digital"
    EXPERIENCE = "experience"


class Pricing(StrEnum):
    """What a product is paid with; mixed is cash of which points may pay a share (R15)."""

    POINTS = "points"
    CASH = "cash"
    MIXED = "mixed"


class AccountKind(StrEnum):
    """Which account of the member a supplier needs."""

    PHONE = "phone"
    EMAIL = "email"
    ACCOUNT = "account"
    NONE = "none"


class PriceKind(StrEnum):
    """Why a price row exists; all but the base price are discounts with a floor."""

    BASE = "base"
    TIER = "tier"
    FLASH = "flash"
    CAMPAIGN = "campaign"


class State(StrEnum):
    LIVE = "live"
    RETIRED = "retired"


class StockBand(StrEnum):
    """How much is left, without telling the number."""

    PLENTY = "plenty"
    LOW = "low"
    OUT = "out"


class Sort(StrEnum):
    """The orders of the list; cash counts at the anchor of 10 fen a point (R6)."""

    FEATURED = "featured"
    NEWEST = "newest"
    CHEAPEST = "cheapest"
    DEAREST = "dearest"
    POPULAR = "popular"
