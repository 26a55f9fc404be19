"""Preferences, tier, and an address book that only its owner reads."""

import asyncio
from datetime import UTC, datetime

import msgspec
import pytest

from app import members
from app.kit import db
from app.kit.errors import InvalidInput, NotFound
from app.kit.tiers import Tier
from app.members import AddressForm, Language, MemberView, TextSize, TierReason

FORM = AddressForm(
    recipient="王小明",
    phone="+86 138 8888 7777",
    region="上海市 徐汇区",
    detail="天平路 7 号 301 室",
)


@pytest.fixture
async def anna(database: None, now: datetime) -> MemberView:
    return await members.enrol(phone="13912345678", nickname="Anna", now=now)


class TestPreferences:
    async def test_changes_what_is_given_and_nothing_else(self, anna: MemberView) -> None:
        await members.set_preferences(member_id=anna.id, language=Language.ENGLISH)
        shown = await members.set_preferences(
            member_id=anna.id, text_size=TextSize.ELDER, nickname=" 安娜 "
        )
        assert shown == msgspec.structs.replace(
            anna, language=Language.ENGLISH, is_language_chosen=True,
            text_size=TextSize.ELDER, nickname="安娜",
        )  # fmt: skip

    @pytest.mark.parametrize(
        "nickname", ["", "  ", "x" * 61, "a\x00b", "a\nb", "\u202ea", "\u0301", "\uffff"]
    )
    async def test_refuses_an_unusable_nickname(self, anna: MemberView, nickname: str) -> None:
        with pytest.raises(InvalidInput):
            await members.set_preferences(member_id=anna.id, nickname=nickname)

    async def test_gives_a_tier_by_hand_for_twelve_months(
        self, anna: MemberView, now: datetime
    ) -> None:
        await members.set_tier(member_id=anna.id, tier=Tier.GOLD, now=now)
        shown = await members.member(anna.id)
        end = datetime(2027, 11, 21, 15, 59, 59, 999_999, tzinfo=UTC)  # Midnight in Shanghai.
        assert (shown.tier, shown.tier_since, shown.tier_until) == (Tier.GOLD, now, end)
        await members.set_tier(member_id=anna.id, tier=Tier.BASIC, now=now)
        shown = await members.member(anna.id)
        assert (shown.tier, shown.tier_since, shown.tier_until) == (Tier.BASIC, None, None)
        told = await members.tier_changes(anna.id)
        assert [(one.from_tier, one.to_tier, one.reason) for one in told] == [
            (Tier.GOLD, Tier.BASIC, TierReason.SET), (Tier.BASIC, Tier.GOLD, TierReason.SET)
        ]  # fmt: skip

    async def test_knows_nobody_by_a_strange_id(self, database: None) -> None:
        assert await members.viewer(99) is None
        with pytest.raises(NotFound):
            await members.member(99)
        with pytest.raises(NotFound):
            await members.set_preferences(member_id=99)


class TestAddresses:
    async def test_gives_back_what_was_written(self, anna: MemberView, now: datetime) -> None:
        added = await members.add_address(member_id=anna.id, form=FORM, now=now)
        assert added.phone == "13888887777"
        assert added.label == "王** 138****7777 上海市 徐汇区"
        assert added.is_default
        assert await members.address(member_id=anna.id, address_id=added.id) == added

    async def test_is_read_and_removed_by_its_owner_only(
        self, anna: MemberView, now: datetime
    ) -> None:
        berta = await members.enrol(phone="13812345678", nickname="Berta", now=now)
        added = await members.add_address(member_id=anna.id, form=FORM, now=now)
        with pytest.raises(NotFound):
            await members.address(member_id=berta.id, address_id=added.id)
        with pytest.raises(NotFound):
            await members.remove_address(member_id=berta.id, address_id=added.id, now=now)
        assert await members.addresses(member_id=berta.id) == []

    async def test_has_another_default_when_its_owner_prefers_one(
        self, anna: MemberView, now: datetime
    ) -> None:
        berta = await members.enrol(phone="13812345678", nickname="Berta", now=now)
        first, second = [
            await members.add_address(member_id=anna.id, form=FORM, now=now) for _ in range(2)
        ]
        await members.prefer_address(member_id=anna.id, address_id=second.id)
        kept = await members.addresses(member_id=anna.id)
        assert [one.id for one in kept if one.is_default] == [second.id]
        for member_id, address_id in ((berta.id, first.id), (anna.id, 99)):
            with pytest.raises(NotFound):
                await members.prefer_address(member_id=member_id, address_id=address_id)
        assert await members.addresses(member_id=anna.id) == kept

    async def test_shreds_what_is_removed(self, anna: MemberView, now: datetime) -> None:
        added = await members.add_address(member_id=anna.id, form=FORM, now=now)
        await members.remove_address(member_id=anna.id, address_id=added.id, now=now)
        assert await members.addresses(member_id=anna.id) == []
        (row,) = await db.fetch("SELECT content_sealed, label FROM address")
        assert (row["content_sealed"], row["label"]) == (b"", "")

    async def test_has_one_default_and_twenty_at_most_when_added_in_parallel(
        self, anna: MemberView, now: datetime
    ) -> None:
        form = msgspec.structs.replace(FORM, is_default=True)
        done = await asyncio.gather(
            *(members.add_address(member_id=anna.id, form=form, now=now) for _ in range(25)),
            return_exceptions=True,
        )
        assert sum(isinstance(one, members.TooManyAddresses) for one in done) == 5
        kept = await members.addresses(member_id=anna.id)
        assert [one.is_default for one in kept] == [True] + [False] * 19

    @pytest.mark.parametrize(
        "change",
        [
            {"phone": "12345"},
            {"recipient": ""},
            {"detail": "x" * 201},
            {"recipient": "\u202e王"},
            {"region": "\u2028"},
            {"detail": "\u0301"},
        ],
    )
    async def test_refuses_what_no_courier_could_use(
        self, anna: MemberView, now: datetime, change: dict[str, str]
    ) -> None:
        with pytest.raises(InvalidInput):
            await members.add_address(
                member_id=anna.id, form=msgspec.structs.replace(FORM, **change), now=now
            )


@pytest.mark.usefixtures("demo")
class TestPersonalData:
    async def test_stands_nowhere_in_plain(
        self, database: None, now: datetime, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("DEBUG")
        sent = await members.request_code(phone="13900001111", address="192.0.2.44", now=now)
        anna = await members.sign_in_with_code(
            phone="13900001111", code=sent.demo_code or "", now=now, address="192.0.2.44"
        )
        await members.link_wechat(member_id=anna.id, code="sentinel-person.1", now=now)
        await members.add_address(member_id=anna.id, form=FORM, now=now)
        await members.open_tokens(member_id=anna.id, now=now)
        told = repr(await members.member(anna.id)) + caplog.text + await dump()
        for plain in ("13900001111", "13888887777", "王小明", "天平路", "192.0.2.44"):
            assert plain not in told
            assert plain.encode().hex() not in told
        assert "sentinel-person" not in told
        assert f'"{sent.demo_code}"' not in told


async def dump() -> str:
    """Write out every row of every table, as a backup would."""
    tables = await db.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    rows = [
        await db.fetch(f'SELECT row_to_json(t)::text AS row FROM "{table["tablename"]}" t')
        for table in tables
    ]
    return "\n".join(row["row"] for table in rows for row in table)
