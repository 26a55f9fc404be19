"""Decisions of the demo: what an earning gave, when a slot is, what a product becomes."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.activity import BehaviourEvent
from app.catalogue import NewPrice, NewProduct, NewSlot
from app.ledger import Receipt

from .schemas import DemoPrice, DemoProduct, DemoSlot, Earning

WHOLE_BPS = 10_000


def points(earning: Earning) -> int:
    """Count what was earned, rounded down once at the end (R6)."""
    product = earning.units * earning.each * earning.coefficient_bps * earning.multiplier_bps
    return product // WHOLE_BPS**2 + earning.bonus


def receipt(earning: Earning) -> Receipt:
    """Write down how the points came about (R8): ratios appear only when they change it."""
    parts = [str(earning.units)]
    parts += [str(earning.each)] if earning.each != 1 else []
    ratios = (earning.coefficient_bps, earning.multiplier_bps)
    parts += [_ratio(bps) for bps in ratios if bps != WHOLE_BPS]
    bonus = f" + {earning.bonus}" if earning.bonus else ""
    inputs: dict[str, int | str] = {
        **({"cash_fen": 100 * earning.units * earning.each} if earning.is_paid else {}),
        "units": earning.units,
        "each": earning.each,
        "channel": earning.channel,
        "coefficient_bps": earning.coefficient_bps,
        "multiplier_bps": earning.multiplier_bps,
        "bonus": earning.bonus,
    }
    return Receipt(
        rule=earning.rule,
        inputs=inputs,
        arithmetic=f"{' × '.join(parts)}{bonus} = {points(earning)}",
    )


def product(drawn: DemoProduct, *, category: str, now: datetime) -> NewProduct:
    """Take from a product of the file what the catalogue keeps of it."""
    kept = {name: getattr(drawn, name) for name in NewProduct.__struct_fields__}
    kept["category"] = category
    kept["images"] = pictures(drawn)
    if drawn.opens_in_hours is not None:
        kept["opens_at"] = now + timedelta(hours=drawn.opens_in_hours)
    return NewProduct(**kept)


def pictures(drawn: DemoProduct) -> tuple[str, ...]:
    """Name a product's drawings: one like its slug, and one more for each further caption."""
    more = [f"{drawn.slug}--{n}" for n in range(2, len(drawn.captions) + 1)]
    return tuple(f"/static/img/products/{name}.svg" for name in (drawn.slug, *more))


def price(drawn: DemoPrice, *, now: datetime) -> NewPrice:
    """Set the window of a price around `now`."""
    return NewPrice(
        kind=drawn.kind,
        tier=drawn.tier,
        points=drawn.points,
        cash_fen=drawn.cash_fen,
        starts_at=_hours(drawn.from_hours, now),
        ends_at=_hours(drawn.until_hours, now),
    )


def slot(drawn: DemoSlot, *, now: datetime, zone: str) -> NewSlot:
    """Find the instant of a slot: its time of day, in the brand's zone."""
    place = ZoneInfo(zone)
    day = now.astimezone(place).date() + timedelta(days=drawn.in_days)
    starts_at = datetime.combine(day, time.fromisoformat(drawn.at), tzinfo=place)
    return NewSlot(starts_at=starts_at, place=drawn.place, capacity=drawn.capacity)


def reads(earning: Earning, *, number: int, until: datetime) -> list[BehaviourEvent]:
    """Write down each article of an earning, the last one read at `until`."""
    return [
        BehaviourEvent(
            kind="article.read",
            id=f"demo-{number}-{unit}",
            at=until - timedelta(minutes=earning.units - unit),
            data={"article": f"a-{number}-{unit}"},
        )
        for unit in range(1, earning.units + 1)
    ]


def _hours(hours: int | None, now: datetime) -> datetime | None:
    return None if hours is None else now + timedelta(hours=hours)


def _ratio(bps: int) -> str:
    """Write basis points as a factor: 15000 is 1.5, 8000 is 0.8."""
    whole, rest = divmod(bps, WHOLE_BPS)
    return f"{whole}.{rest:04}".rstrip("0").rstrip(".")
