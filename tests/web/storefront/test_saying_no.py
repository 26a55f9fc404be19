"""A page that says no is still a page of the mall: with tabs and points for who is inside."""

import httpx


class TestSayingNo:
    async def test_keeps_a_member_in_the_mall(self, inside: httpx.AsyncClient) -> None:
        for path in ("/redemptions/999", "/products/no-such-thing", "/no-such-page"):
            told = await inside.get(path)
            assert told.status_code == 404
            assert 'class="tabs"' in told.text, path
            assert 'id="points-chip"' in told.text, path

    async def test_is_plain_for_a_stranger_and_in_the_console(
        self, client: httpx.AsyncClient
    ) -> None:
        for path in ("/no-such-page", "/ops/no-such-page"):
            assert 'class="tabs"' not in (await client.get(path)).text
