"""Profile and addresses are written anew, and with If-Match only as they were seen."""

import pytest

from app import members
from app.kit import db
from app.members import Language, Theme
from tests.races.test_erasing import apart, waits

from .conftest import Api, problem

FORM = {"recipient": "Ada", "phone": "13800000001", "region": "沪", "detail": "1"}


@pytest.fixture
async def address(api: Api) -> str:
    """The path of an address that was added."""
    return f"/addresses/{(await api.post('/addresses', FORM)).json()['data']['id']}"


class TestProfile:
    async def test_is_changed_where_it_is_said_and_else_kept(self, api: Api) -> None:
        told = await api.put("/me/profile", {"language": "en", "theme": "dark"})
        assert (told.status_code, problem_free(told.json()["data"])) == (200, "Ada en dark m")
        kept = await members.member(api.member_id)
        assert (kept.language, kept.theme) == (Language.ENGLISH, Theme.DARK)
        assert told.headers["etag"] == (await api.get("/me/profile")).headers["etag"]

    async def test_knows_every_look(self, api: Api) -> None:
        for one in Theme:
            told = await api.put("/me/profile", {"theme": one.value})
            assert told.json()["data"]["theme"] == one
        assert problem(await api.put("/me/profile", {"theme": "neon"}))[0] == 400

    async def test_refuses_what_it_does_not_know(self, api: Api) -> None:
        assert problem(await api.put("/me/profile", {"tier": "diamond"}))[0] == 400
        assert problem(await api.put("/me/profile", {"nickname": "  "}))[0] == 422

    async def test_is_not_changed_by_who_saw_another(self, api: Api) -> None:
        seen = {"if-match": (await api.get("/me/profile")).headers["etag"]}
        first = await api.put("/me/profile", {"nickname": "Bea"}, headers=seen)
        assert first.status_code == 200
        late = await api.put("/me/profile", {"nickname": "Cat"}, headers=seen)
        assert problem(late) == (412, "stale")
        assert (await members.member(api.member_id)).nickname == "Bea"
        again = {"if-match": f'"other", W/{first.headers["etag"]}'}
        assert (await api.put("/me/profile", {"nickname": "Cat"}, headers=again)).is_success

    async def test_is_read_only_when_nobody_else_is_changing_it(self, api: Api) -> None:
        seen = {"if-match": (await api.get("/me/profile")).headers["etag"]}
        async with db.transaction():
            await members.set_preferences(member_id=api.member_id, nickname="Bea")
            second = apart(api.put("/me/profile", {"nickname": "Cat"}, headers=seen))
            assert await waits(second)
        assert problem(await second) == (412, "stale")


class TestAddress:
    async def test_is_written_anew(self, api: Api, stranger: Api, address: str) -> None:
        other = FORM | {"recipient": "Bea"}
        assert problem(await stranger.put(address, other)) == (404, "not_found")
        told = (await api.put(address, other)).json()["data"]
        assert (told["recipient"], told["is_default"]) == ("Bea", True)
        assert (await api.get("/addresses")).json()["data"] == [told]
        assert problem(await api.put(address, FORM | {"phone": "1"}))[0] == 422

    async def test_becomes_the_only_default(self, api: Api, address: str) -> None:
        second = (await api.post("/addresses", FORM)).json()["data"]["id"]
        await api.put(f"/addresses/{second}", FORM | {"is_default": True})
        listed = (await api.get("/addresses")).json()["data"]
        assert [(one["id"], one["is_default"]) for one in listed] == [
            (second, True), (address.rpartition("/")[2], False)
        ]  # fmt: skip

    async def test_is_changed_and_removed_only_as_it_was_seen(
        self, api: Api, address: str
    ) -> None:
        seen = {"if-match": (await api.get(address)).headers["etag"]}
        assert (await api.put(address, FORM | {"detail": "2"}, headers=seen)).is_success
        for late in (api.put(address, FORM, headers=seen), api.delete(address, headers=seen)):
            assert problem(await late) == (412, "stale")
        assert (await api.get(address)).json()["data"]["detail"] == "2"
        now = {"if-match": (await api.get(address)).headers["etag"]}
        assert (await api.delete(address, headers=now)).status_code == 204
        assert problem(await api.delete(address, headers=now)) == (404, "not_found")

    async def test_that_was_added_tells_its_tag(self, api: Api) -> None:
        made = await api.post("/addresses", FORM)
        path = f"/addresses/{made.json()['data']['id']}"
        assert made.headers["etag"] == (await api.get(path)).headers["etag"]


def problem_free(told: dict[str, str]) -> str:
    return " ".join(told[one] for one in ("nickname", "language", "theme", "text_size"))
