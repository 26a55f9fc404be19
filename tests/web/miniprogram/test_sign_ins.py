"""/me/sign-ins: the same list and the same endings as on the page."""

import httpx

from app import members
from app.kit import browsers, clock
from tests.stage import Stage

from .conftest import Api, another, problem, wish
from .test_stream import event, line  # noqa: F401 - a fixture.

FIELDS = {"id", "kind", "device", "started_at", "used_on", "is_this"}


async def test_lists_where_the_member_is_signed_in(api: Api, stranger: Api) -> None:
    await another(api.client, api.member_id)
    told = await api.get("/me/sign-ins")
    assert told.status_code == 200
    first, second = told.json()["data"]
    assert set(first) == FIELDS
    assert (first["kind"], first["is_this"], second["is_this"]) == ("miniprogram", True, False)
    assert first["id"].startswith("miniprogram-")


async def test_signs_out_in_one_place(api: Api) -> None:
    other = await another(api.client, api.member_id)
    _, theirs = (await api.get("/me/sign-ins")).json()["data"]
    told = await api.post(f"/me/sign-ins/{theirs['id']}/revocation")
    assert told.status_code == 200
    assert [one["is_this"] for one in told.json()["data"]] == [True]
    assert (await other.get("/me")).status_code == 401
    again = await api.post(f"/me/sign-ins/{theirs['id']}/revocation")
    assert problem(again) == (404, "not_found")


async def test_signs_out_everywhere_else(api: Api, stranger: Api) -> None:
    other = await another(api.client, api.member_id)
    for _ in range(2):
        told = await api.post("/me/sign-ins/revocation")
        assert [one["is_this"] for one in told.json()["data"]] == [True]
    assert (await other.get("/me")).status_code == 401
    assert (await stranger.get("/me")).status_code == 200
    assert await browsers.of_member(api.member_id, at=clock.now()) == []


async def test_another_member_s_is_not_found(api: Api, stranger: Api) -> None:
    (theirs,) = (await stranger.get("/me/sign-ins")).json()["data"]
    told = await api.post(f"/me/sign-ins/{theirs['id']}/revocation")
    assert problem(told) == (404, "not_found")
    assert (await stranger.get("/me")).status_code == 200


async def test_a_renewed_token_is_the_same_sign_in(api: Api) -> None:
    tokens = await members.open_tokens(member_id=api.member_id, now=clock.now())
    fresh = await members.refresh(refresh_token=tokens.refresh_token, now=clock.now())
    mine = Api(api.client, api.member_id, fresh.access_token)
    first, second = (await mine.get("/me/sign-ins")).json()["data"]
    assert (first["is_this"], second["is_this"]) == (True, False)


async def test_a_stream_that_may_go_on_is_told_nothing_of_it(
    line: httpx.AsyncClient,  # noqa: F811
    api: Api,
    stage: Stage,
) -> None:
    async with line.stream("GET", "/api/v1/stream", headers=api.headers) as answer:
        lines = answer.aiter_lines()
        assert (await event(lines))[0] == "points"
        await api.post("/me/sign-ins/revocation")
        await api.post("/redemptions", wish(stage, "forest"), key="k")
        assert (await event(lines))[0] in ("points", "redemption")
