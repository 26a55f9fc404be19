"""The account of last time: masked, the member's own alone, and gone with the member."""

import pytest

from app import redemption
from app.kit import db
from app.redemption import AccountInvalid
from tests.stage import Stage

PHONE, MAIL = "13800000101", "ada@example.com"


async def product_id(slug: str) -> int:
    row = await db.fetch_one("SELECT id FROM product WHERE slug = $1", slug)
    assert row
    return int(row["id"])


async def last(slug: str, kind: str, member_id: int = 1) -> str | None:
    found = await redemption.last_account(
        member_id=member_id, product_id=await product_id(slug), kind=kind
    )
    return found.masked if found else None


async def test_a_number_is_offered_wherever_one_is_needed(stage: Stage) -> None:
    await stage.member(points=10_000)
    await stage.place("topup-50", account=PHONE)
    assert await last("topup-50", "phone") == "138****0101"
    assert await last("scarf", "phone") == "138****0101"
    assert await last("scarf", "email") is None
    assert await last("scarf", "account") is None
    assert await last("topup-50", "none") is None
    assert await last("topup-50", "phone", member_id=2) is None


async def test_the_newest_is_offered(stage: Stage) -> None:
    await stage.member(points=10_000)
    await stage.place("topup-50", account=PHONE)
    await stage.place("topup-50", account="13900000102")
    assert await last("topup-50", "phone") == "139****0102"


async def test_it_is_used_without_being_typed(stage: Stage) -> None:
    await stage.member(points=10_000)
    first = await stage.place("topup-50", account=PHONE)
    again = await stage.place("topup-50", account_from=first.id)
    assert (await redemption.destination(again.id)).account == PHONE
    typed = await stage.place("topup-50", account="13900000102", account_from=first.id)
    assert (await redemption.destination(typed.id)).account == "13900000102"


async def test_another_member_s_is_nobody_s(stage: Stage) -> None:
    await stage.member(points=10_000)
    await stage.member(points=10_000, member_id=2)
    theirs = await stage.place("topup-50", account=PHONE, member_id=2)
    with pytest.raises(AccountInvalid):
        await stage.place("topup-50", account_from=theirs.id)


async def test_what_was_shredded_is_not_offered(stage: Stage) -> None:
    await stage.member(points=10_000)
    placed = await stage.place("topup-50", account=PHONE)
    await db.fetch(
        "UPDATE redemption SET account_sealed = NULL, account_masked = NULL WHERE id = $1",
        placed.id,
    )
    assert await last("topup-50", "phone") is None
