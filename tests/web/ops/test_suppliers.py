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
