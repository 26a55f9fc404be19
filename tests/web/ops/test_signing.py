"""Coming in and going out."""

import pytest

from app import operators
from app.kit import clock, db
from app.operators import Role

from .conftest import Hire


class TestSignIn:
    async def test_begins_a_new_session(self, hire: Hire) -> None:
        ada = await hire(Role.OPS)
        assert "laurel_ops" in ada.browser.cookies
        assert (await ada.get("")).status_code == 200

    async def test_refuses_a_wrong_password_and_keeps_only_the_name(self, hire: Hire) -> None:
        ada = await hire(Role.OPS, comes_in=False)
        await ada.get("/sign-in")
        ada.headers = {"x-csrftoken": ada.browser.cookies["laurel_csrf"]}
        code = operators.one_time_password(ada.totp_secret, at=clock.now())
        said = await ada.post("/sign-in", name="ops", password="wrong-password", code=code)
        assert said.status_code == 401
        assert 'value="ops"' in said.text
        assert "wrong-password" not in said.text
        assert "laurel_ops" not in ada.browser.cookies

    @pytest.mark.parametrize(
        ("asked", "went"),
        [
            ("/ops/cases", "/ops/cases"),
            ("https://evil.example/ops", "/ops"),
            ("//evil.example", "/ops"),
            ("/opsevil", "/ops"),
            ("/ops/sign-out", "/ops"),
        ],
    )
    async def test_goes_on_inside_the_console_only(
        self, hire: Hire, asked: str, went: str
    ) -> None:
        ada = await hire(Role.OPS)
        said = await ada.browser.get("/ops/sign-in", params={"next": asked})
        assert (said.status_code, said.headers["location"]) == (303, went)

    async def test_is_asked_for_on_every_page(self, hire: Hire) -> None:
        stranger = await hire(Role.OPS, comes_in=False)
        said = await stranger.get("/redemptions")
        assert said.status_code == 303
        assert said.headers["location"] == "/ops/sign-in?next=/ops/redemptions"


class TestSignOut:
    async def test_ends_the_session_for_good(self, hire: Hire) -> None:
        ada = await hire(Role.OPS)
        old = ada.browser.cookies["laurel_ops"]
        assert (await ada.post("/sign-out")).status_code == 303
        ada.browser.cookies.set("laurel_ops", old, domain="127.0.0.1")
        assert (await ada.get("")).status_code == 303


class TestTheEnd:
    async def test_of_a_job_is_the_end_of_the_session(self, hire: Hire) -> None:
        ada = await hire(Role.OPS)
        await operators.disable(operator_id=ada.id, by=ada.id, reason="left", now=clock.now())
        assert (await ada.get("")).status_code == 303

    async def test_of_a_role_counts_at_once(self, hire: Hire) -> None:
        ada = await hire(Role.OPS)
        assert (await ada.get("/suppliers")).status_code == 200
        await db.fetch("UPDATE operator SET role = 'support' WHERE id = $1", ada.id)
        assert (await ada.get("/suppliers")).status_code == 403

    async def test_of_half_an_hour_without_a_visit(self, hire: Hire) -> None:
        ada = await hire(Role.OPS)
        await db.fetch(
            "UPDATE web_session SET expires_at = expires_at - make_interval(secs => 1801)"
        )
        assert (await ada.get("")).status_code == 303
