"""Suppliers are stopped and used again; the trail tells by whom."""

import asyncio
import re

from app import fulfilment, operators
from app.operators import Role
from tests.stage import Stage

from .conftest import Hire


class TestSwitch:
    async def test_stops_and_starts(self, hire: Hire, stage: Stage) -> None:
        ada = await hire(Role.OPS)
        for armed in ("no", "yes"):
            path = "/suppliers/fake-main/switch"
            said = await ada.post(path, armed=armed, reason="they are slow")
            assert said.status_code == 303
            [health] = await fulfilment.health(since=stage.clock.now)
            assert health.is_armed is (armed == "yes")
        entries = await operators.entries("supplier:fake-main")
        assert [one.action for one in entries] == ["supplier_armed", "supplier_disarmed"]

    async def test_needs_a_reason(self, hire: Hire, stage: Stage) -> None:
        ada = await hire(Role.OPS)
        said = await ada.post("/suppliers/fake-main/switch", armed="no", reason="")
        assert (said.status_code, 'id="error-reason-fake-main"' in said.text) == (422, True)

    async def test_of_an_unknown_one_is_not_found(self, hire: Hire, stage: Stage) -> None:
        ada = await hire(Role.OPS)
        said = await ada.post("/suppliers/nobody/switch", armed="no", reason="x")
        assert said.status_code == 404


class TestAudit:
    async def test_tells_who_did_what(self, hire: Hire, stage: Stage) -> None:
        ada, boss = await hire(Role.OPS), await hire(Role.ADMIN)
        await ada.post("/suppliers/fake-main/switch", armed="no", reason="they are slow")
        shown = (await boss.get(f"/audit?actor=operator:{ada.id}")).text
        assert "they are slow" in shown
        assert "they are slow" not in (await boss.get("/audit?action=sign_in")).text


class TestToday:
    async def test_counts_and_leads_to_the_lists(self, hire: Hire, stage: Stage) -> None:
        ada = await hire(Role.OPS)
        shown = (await ada.get("")).text
        links = set(re.findall(r'class="kpi"\s+href="([^"]+)"', shown))
        answers = await asyncio.gather(
            *(ada.browser.get(one.replace("&amp;", "&")) for one in links)
        )
        assert {one.status_code for one in answers} == {200}
        assert len(links) >= 6


class TestLevers:
    async def test_stop_everything_and_tell_of_each(self, hire: Hire, stage: Stage) -> None:
        ada = await hire(Role.OPS)
        said = await ada.post("/suppliers/disarmament", reason="a drill")
        assert said.status_code == 303
        shown = (await ada.get("/suppliers")).text
        assert shown.count("a drill") == 2  # The supplier, and our own codes.
        for name in ("fake-main", fulfilment.OWN_CODES):
            [entry] = await operators.entries(f"supplier:{name}")
            assert (entry.action, entry.reason) == ("supplier_disarmed", "a drill")
            said = await ada.post(f"/suppliers/{name}/switch", armed="yes", reason="over")
            assert said.status_code == 303

    async def test_close_a_circuit_with_a_reason(self, hire: Hire, stage: Stage) -> None:
        ada = await hire(Role.OPS)
        for _ in range(3):
            await stage.place("topup-50", account="13800000101")
            await stage.work(rounds=3)
        assert 'action="/ops/suppliers/fake-main/circuit"' in (await ada.get("/suppliers")).text
        assert 'data-code="' not in (await ada.get("")).text
        assert 'class="note note--bad"' in (await ada.get("")).text
        bare = await ada.post("/suppliers/fake-main/circuit", reason=" ")
        assert (bare.status_code, "error-reason-fake-main-circuit" in bare.text) == (422, True)
        said = await ada.post("/suppliers/fake-main/circuit", reason="they called us")
        assert said.status_code == 303
        [health] = await fulfilment.health(since=stage.clock.now)
        assert health.is_closed
        assert health.fault_words
        [entry] = await operators.entries("supplier:fake-main")
        assert (entry.action, entry.reason) == ("circuit_closed", "they called us")

    async def test_are_for_operations_only(self, hire: Hire, stage: Stage) -> None:
        bob = await hire(Role.FINANCE)
        for path in ("/suppliers/disarmament", "/suppliers/fake-main/circuit"):
            assert (await bob.post(path, reason="x")).status_code == 403
        assert "disarmament" not in (await bob.get("/suppliers")).text
