"""What may be had: categories, products, price rows, stock and slots."""

from piccolo.columns import (
    JSONB,
    BigInt,
    BigSerial,
    ForeignKey,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class Category(Table):
    """A shelf of the shop; names in both languages."""

    id = BigSerial(primary_key=True)
    slug = Varchar(length=60, unique=True)
    name_zh = Varchar(length=60)
    name_en = Varchar(length=60)
    position = SmallInt(default=0)


class Product(Table):
    """Something a member can get. `version` grows with every change, for caches.

    `search` is the Chinese title in pinyin, see app/kit/pinyin.py; `captions` says by path what
    is on a picture; `model` is the path of a .glb. `cost_fen` is the most that one piece costs
    us; it is shown to nobody. `files` names what is handed over, below the data folder; a
    coupon lasts `valid_days`.

    `product_listing` (state, position, id) serves the list; `product_search` is a trigram-free
    lower(title) pattern scan over live products (hundreds, not millions).
    """

    id = BigSerial(primary_key=True)
    slug = Varchar(length=60, unique=True)
    category = ForeignKey(Category, null=False, index=True)
    layer = Varchar(length=12)
    delivery = Varchar(length=12)
    pricing = Varchar(length=12)
    title_zh = Varchar(length=120)
    title_en = Varchar(length=120)
    summary_zh = Text()
    summary_en = Text()
    description_zh = Text()
    description_en = Text()
    search = Text(default="")
    images = JSONB()
    captions = JSONB(default={})
    model = Varchar(length=120, null=True, default=None)
    files = JSONB(default=[])
    valid_days = Integer(null=True, default=None)
    account_kind = Varchar(length=12, null=True, default=None)
    face_fen = BigInt(default=0)
    floor_points = BigInt(default=0)
    cost_fen = BigInt(null=True, default=None)
    tier_minimum = Varchar(length=12, default="basic")
    limit_per_member = Integer(null=True, default=None)
    limit_per_redemption = Integer(default=5)
    state = Varchar(length=12, default="live")
    position = Integer(default=0)
    popularity = BigInt(default=0)
    opens_at = Timestamptz(null=True, default=None)
    closes_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=None)
    version = BigInt(default=1)

    product_limits_positive = Check(
        "limit_per_redemption > 0 AND (limit_per_member IS NULL OR limit_per_member > 0)"
        " AND (valid_days IS NULL OR valid_days > 0)",
    )
    product_costs_nothing_or_more = Check("cost_fen >= 0")


class Price(Table):
    """One price with a window, for everybody or from a tier up; the lowest that applies wins.

    `points` for pricing "points", `cash_fen` (the cash value) for "cash" and "mixed".
    """

    id = BigSerial(primary_key=True)
    product = ForeignKey(Product, null=False, index=True)
    kind = Varchar(length=12, default="base")
    tier = Varchar(length=12, default="basic")
    points = BigInt(null=True, default=None)
    cash_fen = BigInt(null=True, default=None)
    starts_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(null=True, default=None)

    price_one_unit = Check(
        "(points IS NULL) <> (cash_fen IS NULL) AND coalesce(points, cash_fen) > 0",
    )


class Slot(Table):
    """A bookable time and place of one product."""

    id = BigSerial(primary_key=True)
    product = ForeignKey(Product, null=False, index=True)
    starts_at = Timestamptz(default=None)
    place_zh = Varchar(length=120)
    place_en = Varchar(length=120)


class Stock(Table):
    """Units of a product, or of one slot of it; a product without a row is unlimited."""

    id = BigSerial(primary_key=True)
    product = ForeignKey(Product, null=False)
    slot = ForeignKey(Slot, null=True, default=None)
    total = BigInt()
    available = BigInt()
    reserved = BigInt(default=0)
    sold = BigInt(default=0)

    stock_one_per_slot = Unique(["product", "slot"], nulls_distinct=False)
    stock_adds_up = Check(
        "total = available + reserved + sold AND available >= 0 AND reserved >= 0"
        " AND sold >= 0",
    )


class StockMove(Table):
    """One reservation of stock and its single end (release or commit).

    The unique key (reference, kind) lets each happen once; `stock_move_ended_once` is UNIQUE
    (reference) WHERE kind IN ('release', 'commit').
    """

    id = BigSerial(primary_key=True)
    stock = ForeignKey(Stock, null=False, index=True)
    reference = Varchar(length=60)
    kind = Varchar(length=12)
    quantity = Integer()
    moved_at = Timestamptz(default=None)

    stock_move_once = Unique(["reference", "kind"])
    stock_move_moves_something = Check("quantity > 0")
