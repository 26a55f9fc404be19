"""Loading the demo shop through the same doors that everybody uses."""

from datetime import datetime, timedelta
from pathlib import Path

from app import (
    activity,
    catalogue,
    fulfilment,
    ledger,
    loyalty,
    members,
    operators,
    settlement,
)
from app.activity import MOST_EVENTS
from app.kit import db, handouts, secrets
from app.kit.errors import ConfigurationRefused
from app.kit.tiers import Tier
from app.members import AddressForm, WechatUser
from app.settings import Settings

from . import fake_wechat, files, policy, sign_ins
from .schemas import DemoMember, DemoProduct, DemoSummary, Earning

_LOCK = 7_276_002  # Any number, the same in every process that loads.
CODES_LAST_DAYS = 365
PROFIT_SHARE_BPS = 2_000


async def load(*, now: datetime, settings: Settings) -> DemoSummary:
    """Put up the demo shop in an empty database, in one transaction; else change nothing.

    Safe to repeat, and to call from two processes at once. Raises ConfigurationRefused
    outside demo mode: the passwords of a demo follow from a secret that is public.
    """
    if not settings.is_demo:
        raise ConfigurationRefused("The demo shop can only be loaded with LAUREL_MODE=demo.")
    _files(settings.data)
    return DemoSummary(
        is_loaded=await _load_once(now, settings),
        members=sign_ins.for_members(),
        operators=sign_ins.for_operators(at=now),
    )


@db.atomic
async def _load_once(now: datetime, settings: Settings) -> bool:
    await db.fetch("SELECT pg_advisory_xact_lock($1)", _LOCK)
    if not await _is_empty():
        return False
    await _shelves(now, settings.zone)
    await _card_codes(now)
    for person in files.people().member:
        await _member(person, now, settings.wechat_app_id)
    await _operators(now)
    await _contracts(now)
    return True


def _files(data: Path) -> None:
    """Lay the files that the demo hands over into their place. Safe to repeat."""
    for name in (
        one for shelf in files.shelves() for item in shelf.product for one in item.files
    ):
        handouts.keep(files.FOLDER / "files" / name, data, name)


async def _is_empty() -> bool:
    row = await db.fetch_one(
        "SELECT EXISTS (SELECT FROM category) OR EXISTS (SELECT FROM member)"
        " OR EXISTS (SELECT FROM operator) AS is_used"
    )
    assert row is not None
    return not row["is_used"]


async def _shelves(now: datetime, zone: str) -> None:
    for shelf in files.shelves():
        await catalogue.add_category(category=shelf.category)
        for drawn in shelf.product:
            await _product(drawn, shelf.category.slug, now, zone)


async def _product(drawn: DemoProduct, category: str, now: datetime, zone: str) -> None:
    product = policy.product(drawn, category=category, now=now)
    product_id = await catalogue.add_product(product=product, now=now)
    for price in drawn.prices:
        await catalogue.set_price(product_id=product_id, price=policy.price(price, now=now))
    if drawn.stock is not None:
        await catalogue.set_stock(product_id=product_id, total=drawn.stock)
    for slot in drawn.slots:
        placed = policy.slot(slot, now=now, zone=zone)
        await catalogue.add_slot(product_id=product_id, slot=placed)


async def _card_codes(now: datetime) -> None:
    """Give each card product as many codes as it has stock; they follow from the secret."""
    expires_on = (now + timedelta(days=CODES_LAST_DAYS)).date().isoformat()
    for drawn in (one for shelf in files.shelves() for one in shelf.product if one.codes):
        codes = [_code(drawn.slug, number, expires_on) for number in range(drawn.codes)]
        await fulfilment.add_codes(product_slug=drawn.slug, codes=codes, source="demo", now=now)


def _code(slug: str, number: int, expires_on: str) -> tuple[str, str, str]:
    """Make up a card: a number of sixteen digits, a password of eight."""
    drawn = secrets.fingerprint(f"{slug}:{number}", purpose="demo-card")
    card = int.from_bytes(drawn[:8], "big") % 10**16
    password = int.from_bytes(drawn[8:16], "big") % 10**8
    return f"{card:016}", f"{password:08}", expires_on


async def _member(person: DemoMember, now: datetime, app_id: str) -> None:
    wechat = WechatUser(
        app_id=app_id,
        openid=fake_wechat.openid(app_id, person.wechat),
        unionid=fake_wechat.unionid(person.wechat),
    )
    joined_at = now - timedelta(days=person.joined_days_ago)
    member = await members.enrol(
        phone=person.phone, nickname=person.nickname, wechat=wechat, now=joined_at
    )
    if person.tier is not Tier.BASIC:
        reached_at = now - timedelta(days=person.tier_days_ago)
        await members.set_tier(member_id=member.id, tier=person.tier, now=reached_at)
    await members.add_address(member_id=member.id, form=_address(person), now=joined_at)
    for number, earning in enumerate(person.earnings, start=1):
        await ledger.earn(
            member_id=member.id,
            points=policy.points(earning),
            reference=f"demo:{member.id}:{number}",
            receipt=policy.receipt(earning),
            channel=earning.channel,
            now=now - timedelta(days=earning.days_ago),
        )
        if earning.rule == "reading":
            await _reading(member.id, number, earning, now)
    await loyalty.review_tier(member_id=member.id, now=now)


async def _reading(member_id: int, number: int, earning: Earning, now: datetime) -> None:
    """Tell what was read, an article a minute up to the moment it was credited."""
    then = now - timedelta(days=earning.days_ago)
    events = policy.reads(earning, number=number, until=then)
    for first in range(0, len(events), MOST_EVENTS):
        few = events[first : first + MOST_EVENTS]
        await activity.record(member_id=member_id, events=few, now=then)


def _address(person: DemoMember) -> AddressForm:
    return AddressForm(
        recipient=person.nickname,
        phone=person.phone,
        region="上海市 徐汇区",
        detail="武康路 1 号 月桂咖啡馆转交",
        is_default=True,
    )


async def _contracts(now: datetime) -> None:
    """Agree on a share with each supplier of the demo, a year ago."""
    for name in files.supplier_names():
        await settlement.set_contract(
            supplier=name, profit_share_bps=PROFIT_SHARE_BPS,
            valid_from=now - timedelta(days=365), note="The demo's contract: 20 per cent.",
            actor="demo", now=now,
        )  # fmt: skip


async def _operators(now: datetime) -> None:
    for person in sign_ins.for_operators(at=now):
        await operators.add(
            name=person.name,
            role=person.role,
            password=person.password,
            totp_secret=person.totp_secret,
            now=now,
        )
