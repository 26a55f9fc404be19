"""The first page begins with what can be had."""

import httpx


class TestHome:
    async def test_invites_a_stranger(
        self, client: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        told = (await client.get("/")).text
        assert 'class="hero"' in told
        assert "member-card" not in told
        assert 'href="/products/topup-50"' in told

    async def test_shows_a_member_what_is_within_reach(self, inside: httpx.AsyncClient) -> None:
        told = (await inside.get("/")).text
        assert "5,000" in told
        assert 'id="shelf-of-now"' in told

    async def test_is_shared_by_strangers(
        self, client: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        first = await client.get("/")
        assert "_csrf_token" not in first.text
        assert (await client.get("/")).headers["x-request-id"] != first.headers["x-request-id"]

    async def test_says_no_with_a_page(self, client: httpx.AsyncClient) -> None:
        told = await client.get("/nowhere")
        assert told.status_code == 404
        assert 'class="ouch"' in told.text

    async def test_speaks_english(self, client: httpx.AsyncClient) -> None:
        told = await client.get("/rules", headers={"accept-language": "en"})
        assert "The rules, in plain words" in told.text
