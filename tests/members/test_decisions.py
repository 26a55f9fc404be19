"""What members decide about themselves: kept as it was said, each for its own member."""

from datetime import datetime, timedelta

import pytest

from app import members
from app.kit import db
from app.kit.errors import NotFound
from app.members import PhoneCodeInvalid, Purpose

PHONE = "13800000001"


@pytest.fixture
async def ada(database: None, now: datetime) -> int:
    return (await members.enrol(phone=PHONE, nickname="Ada", now=now)).id


async def code_for(phone: str, now: datetime) -> str:
    sent = await members.request_code(phone=phone, address=None, now=now)
    assert sent.demo_code is not None
    return sent.demo_code


async def leave(member_id: int, phone: str, now: datetime) -> None:
    code = await code_for(phone, now)
    await members.ask_farewell(member_id=member_id, code=code, now=now)


class TestConsent:
    async def test_is_a_row_of_purpose_version_and_time(self, ada: int, now: datetime) -> None:
        wanted = {"member_id": ada, "purpose": Purpose.MARKETING, "channel": "web"}
        assert await members.decide(**wanted, is_given=True, now=now)
        assert not await members.decide(**wanted, is_given=True, now=now)
        assert await members.decide(**wanted, is_given=False, now=now + timedelta(seconds=1))
        kept = await members.consents(ada)
        assert [(one.is_given, one.version) for one in kept] == [(False, 1), (True, 1)]
        assert kept[1].decided_at == now

    async def test_counts_at_once(self, ada: int, now: datetime) -> None:
        assert (await members.member(ada)).is_personalised
        await members.decide(
            member_id=ada, purpose=Purpose.PERSONALISATION, is_given=False, channel="web",
            now=now,
        )  # fmt: skip
        assert not (await members.member(ada)).is_personalised

    @pytest.mark.parametrize(
        "change", ["UPDATE consent SET is_given = true", "DELETE FROM consent"]
    )
    async def test_is_never_changed_afterwards(
        self, ada: int, now: datetime, change: str
    ) -> None:
        await members.decide(
            member_id=ada, purpose=Purpose.MARKETING, is_given=False, channel="web", now=now
        )
        with pytest.raises(Exception, match="append-only"):
            await db.fetch(change)

    async def test_of_nobody_is_refused(self, database: None, now: datetime) -> None:
        with pytest.raises(NotFound):
            await members.decide(
                member_id=9, purpose=Purpose.MARKETING, is_given=True, channel="web", now=now
            )


@pytest.mark.usefixtures("demo")
class TestFarewell:
    async def test_needs_a_fresh_code_to_the_members_own_phone(
        self, ada: int, now: datetime
    ) -> None:
        others = await code_for("13800000002", now)
        for code in ("000000", others):
            with pytest.raises(PhoneCodeInvalid):
                await members.ask_farewell(member_id=ada, code=code, now=now)
        assert await members.farewell(ada) is None

    async def test_can_be_taken_back_for_a_week(self, ada: int, now: datetime) -> None:
        await leave(ada, PHONE, now)
        found = await members.farewell(ada)
        assert found is not None
        assert found.due_at == now + timedelta(days=7)
        assert await members.due_farewells(at=now + timedelta(days=6)) == []
        assert await members.withdraw_farewell(member_id=ada, now=now)
        assert not await members.withdraw_farewell(member_id=ada, now=now)
        later = now + timedelta(days=8)
        assert await members.due_farewells(at=later) == []
        assert not await members.erase(member_id=ada, now=later)
        assert (await members.member(ada)).nickname == "Ada"

    async def test_nothing_is_erased_early(self, ada: int, now: datetime) -> None:
        await leave(ada, PHONE, now)
        early = now + timedelta(days=7) - timedelta(seconds=1)
        assert not await members.erase(member_id=ada, now=early)

    async def test_shreds_the_person_and_keeps_the_number(
        self, ada: int, now: datetime
    ) -> None:
        form = members.AddressForm(
            recipient="Ada", phone=PHONE, region="上海", detail="武康路 1 号"
        )
        await members.add_address(member_id=ada, form=form, now=now)
        tokens = await members.open_tokens(member_id=ada, now=now)
        await leave(ada, PHONE, now)
        due = now + timedelta(days=7)
        assert await members.erase(member_id=ada, now=due)
        assert not await members.erase(member_id=ada, now=due)
        gone = await members.member(ada)
        assert (gone.nickname, gone.phone_masked, gone.is_disabled) == ("—", None, True)
        assert await members.phone(ada) is None
        assert await members.addresses(member_id=ada) == []
        rows = await db.fetch("SELECT content_sealed, label FROM address")
        assert [tuple(row) for row in rows] == [(b"", "")]
        with pytest.raises(members.TokenInvalid):
            await members.authenticate(tokens.access_token, at=due)
        again = await members.sign_in_with_code(
            phone=PHONE, code=await code_for(PHONE, due), now=due
        )
        assert again.id != ada


class TestGoal:
    async def test_is_one_product_or_none(self, ada: int) -> None:
        await members.choose_goal(member_id=ada, product_id=7)
        assert (await members.member(ada)).goal_product_id == 7
        await members.choose_goal(member_id=ada, product_id=None)
        assert (await members.member(ada)).goal_product_id is None
