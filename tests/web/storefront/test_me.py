"""A member's own page, and the chip's poll."""

import re

import httpx
import pytest

from app import members

ADDRESS = {
    "recipient": "Ada",
    "phone": "13800000001",
    "region": "上海",
    "detail": "武康路 1 号",
}


class TestMe:
    async def test_changes_what_is_preferred(
        self, inside: httpx.AsyncClient, rich: int
    ) -> None:
        form = {"nickname": "Lin", "language": "en", "text_size": "elder"}
        told = await inside.post("/me/preferences", data=form)
        assert told.status_code == 303
        page = (await inside.get("/me")).text
        assert 'data-size="elder"' in page
        assert "As I like it" in page
        assert (await members.member(rich)).nickname == "Lin"

    async def test_keeps_and_removes_an_address(self, inside: httpx.AsyncClient) -> None:
        await inside.post("/me/addresses", data=ADDRESS)
        page = (await inside.get("/me")).text
        assert "武康路 1 号" in page
        url = page.split('action="/me/addresses/')[1].split('"')[0]
        assert (await inside.post(f"/me/addresses/{url}")).status_code == 303
        assert "武康路 1 号" not in (await inside.get("/me")).text

    async def test_prefers_another_address(self, inside: httpx.AsyncClient, rich: int) -> None:
        for detail in ("武康路 1 号", "衡山路 2 号"):
            await inside.post("/me/addresses", data=ADDRESS | {"detail": detail})
        page = (await inside.get("/me")).text
        (named,) = re.findall(r'"(/me/addresses/\d+/default)#addresses"', page)
        assert (await inside.post(named)).status_code == 303
        first = (await members.addresses(member_id=rich))[0]
        assert (first.is_default, first.detail) == (True, "衡山路 2 号")
        assert (await inside.post("/me/addresses/99/default")).status_code == 404

    @pytest.mark.parametrize(
        ("changed", "beside"),
        [({"phone": "1"}, "error-phone"), ({"recipient": ""}, "error-recipient")],
    )
    async def test_refuses_an_address_as_it_was_written(
        self, inside: httpx.AsyncClient, changed: dict[str, str], beside: str
    ) -> None:
        told = await inside.post("/me/addresses", data=ADDRESS | changed)
        assert told.status_code == 422
        assert f'id="{beside}"' in told.text
        assert "武康路 1 号" in told.text


class TestChip:
    async def test_says_nothing_while_nothing_changes(
        self, inside: httpx.AsyncClient, topup: dict[str, str]
    ) -> None:
        first = await inside.get("/me/chip")
        tag = {"hx-ptag": first.headers["hx-ptag"]}
        assert (await inside.get("/me/chip", headers=tag)).status_code == 304
        await inside.post("/redemptions", data=topup)
        again = await inside.get("/me/chip", headers=tag)
        assert (again.status_code, "4,500" in again.text) == (200, True)
