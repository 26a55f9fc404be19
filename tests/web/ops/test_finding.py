"""Lists and searches: filters stand in the address, phones never do."""

import pytest

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
