"""Lists and searches: filters stand in the address, phones never do."""

import pytest

from app import fulfilment
from app.operators import Role
from app.redemption import RedemptionView
from tests.stage import Stage

from .conftest import PHONE, Hire


class TestList:
    async def test_is_filtered_by_its_address(
        self, hire: Hire, delivered: RedemptionView, parcel: RedemptionView
    ) -> None:
        ada = await hire(Role.SUPPORT)
        for query, shown in (
            ("", {delivered.id, parcel.id}),
            ("?state=delivered", {delivered.id}),
            ("?delivery=shipment", {parcel.id}),
            ("?product=forest", {delivered.id}),
            ("?member=1", {delivered.id, parcel.id}),
            ("?member=0", set()),
            (f"?redemption={parcel.id}", {parcel.id}),
            ("?overdue=yes", set()),
        ):
            text = (await ada.get(f"/redemptions{query}")).text
            found = {
                one for one in (delivered.id, parcel.id) if f'id="redemption-{one}"' in text
            }
            assert found == shown, query

    async def test_goes_on_by_a_cursor(self, hire: Hire, stage: Stage) -> None:
        ada = await hire(Role.SUPPORT)
        for _ in range(21):
            await stage.place("forest")
        first = (await ada.get("/redemptions?state=placed")).text
        assert 'id="redemption-1"' not in first
        [_, after] = first.split('rel="next"')
        following = after.split('href="')[1].split('"')[0].replace("&amp;", "&")
        assert "state=placed" in following
        assert 'id="redemption-1"' in (await ada.browser.get(following)).text

    @pytest.mark.parametrize("query", ["state=lost", "delivery=magic", "member=x", "cursor=!"])
    async def test_refuses_strange_filters(self, hire: Hire, query: str) -> None:
        ada = await hire(Role.SUPPORT)
        assert (await ada.get(f"/redemptions?{query}")).status_code == 422

    async def test_turns_a_phone_into_a_number(self, hire: Hire, stage: Stage) -> None:
        ada = await hire(Role.SUPPORT)
        for phone, member in ((PHONE, "1"), ("138 0000 0101", "1"), ("13900000000", "0")):
            said = await ada.post("/redemptions/searches", member=phone, state="placed")
            assert said.headers["location"] == f"/ops/redemptions?state=placed&member={member}"


class TestSearch:
    async def test_finds_a_member_by_phone(self, hire: Hire, stage: Stage) -> None:
        ada = await hire(Role.SUPPORT)
        said = await ada.post("/search", q=PHONE)
        assert said.headers["location"] == "/ops/members/1"

    async def test_finds_by_number(self, hire: Hire, delivered: RedemptionView) -> None:
        ada = await hire(Role.SUPPORT)
        said = await ada.post("/search", q="1")
        shown = (await ada.browser.get(said.headers["location"])).text
        assert "/ops/redemptions/1" in shown
        assert "/ops/members/1" in shown

    @pytest.mark.parametrize(
        ("role", "q", "found"),
        [
            (Role.SUPPORT, "redemption:1", "/ops/redemptions/1"),
            (Role.SUPPORT, "兑换单 1", "/ops/redemptions/1"),
            (Role.SUPPORT, "aD", "/ops/members/1"),
            (Role.OPS, "SCARF", "/ops/products/"),
            (Role.SUPPORT, "scarf", "/ops/redemptions?product=scarf"),
        ],
    )
    async def test_finds_by_words(
        self, hire: Hire, delivered: RedemptionView, role: Role, q: str, found: str
    ) -> None:
        ada = await hire(role)
        said = await ada.post("/search", q=q)
        assert found in (await ada.browser.get(said.headers["location"])).text

    @pytest.mark.parametrize(
        "q", ["%", "_", "\\", "nobody", "0", "9" * 18, "a\0", "", "x" * 500]
    )
    async def test_finds_nothing_where_nothing_is(
        self, hire: Hire, delivered: RedemptionView, q: str
    ) -> None:
        ada = await hire(Role.SUPPORT)
        shown = await ada.browser.get("/ops/search", params={"q": q})
        assert (shown.status_code, 'id="empty"' in shown.text) == (200, True)

    async def test_finds_by_the_numbers_of_others(self, hire: Hire, stage: Stage) -> None:
        placed = await stage.place("topup-50", account="13800000101")
        await stage.relay()
        await stage.dispatch()
        [attempt] = await fulfilment.attempts(redemption_id=placed.id)
        ada = await hire(Role.SUPPORT)
        shown = await ada.browser.get("/ops/search", params={"q": attempt.reference})
        assert f"/ops/redemptions/{placed.id}" in shown.text

    async def test_narrows_redemptions_to_the_one_product_of_these_words(
        self, hire: Hire, stage: Stage
    ) -> None:
        ada = await hire(Role.SUPPORT)
        for written, meant in (("scarf", "scarf"), ("SCARF", "scarf"), ("o", "o"), ("", "")):
            said = await ada.post("/redemptions/searches", product=written)
            assert said.headers["location"].partition("product=")[2] == meant


class TestMember:
    async def test_is_shown_without_the_phone(
        self, hire: Hire, delivered: RedemptionView
    ) -> None:
        ada = await hire(Role.SUPPORT)
        shown = (await ada.get("/members/1")).text
        assert "138****0101" in shown
        assert PHONE not in shown
        assert "49,950" in shown
        assert 'id="redemption-1"' in shown

    async def test_that_nobody_is_is_not_found(self, hire: Hire, stage: Stage) -> None:
        ada = await hire(Role.SUPPORT)
        assert (await ada.get("/members/0")).status_code == 404
        assert (await ada.post("/members/searches", q="13900000000")).status_code == 404


class TestRedemption:
    async def test_shows_every_side_and_no_account(self, hire: Hire, stage: Stage) -> None:
        ada = await hire(Role.SUPPORT)
        placed = await stage.place("topup-50", account=PHONE)
        await stage.relay()
        await stage.dispatch()
        shown = (await ada.get(f"/redemptions/{placed.id}")).text
        assert "fake-main" in shown
        assert "redemption:1" in shown
        assert "138****0101" in shown
        assert PHONE not in shown
