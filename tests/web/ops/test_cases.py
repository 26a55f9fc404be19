"""Cases: seen, taken, closed once with words."""

import asyncio

import pytest

from app import fulfilment
from app.fulfilment import CaseKind
from app.operators import Role
from app.redemption import RedemptionView
from tests.stage import Stage

from .conftest import Hire, deeds


@pytest.fixture
async def case(stage: Stage, delivered: RedemptionView) -> RedemptionView:
    """A redemption with an open case, the first."""
    await fulfilment.open_case(
        kind=CaseKind.CONTRADICTION, redemption_id=delivered.id, now=stage.clock.now
    )
    return delivered


class TestCase:
    async def test_is_taken_and_closed(self, hire: Hire, case: RedemptionView) -> None:
        ada = await hire(Role.SUPPORT)
        assert "/ops/cases/1" in (await ada.get("/cases")).text
        assert (await ada.post("/cases/1/owner")).status_code == 303
        assert (await fulfilment.case(1)).owner == "support"
        said = await ada.post("/cases/1/resolution", resolution="they were right")
        assert said.status_code == 303
        assert (await fulfilment.case(1)).resolution == "they were right"
        assert await deeds(case.id) == ["case_taken", "case_closed"]
        assert "/ops/cases/1" not in (await ada.get("/cases")).text
        assert "/ops/cases/1" in (await ada.get("/cases?show=all")).text

    async def test_is_closed_once_when_two_race(self, hire: Hire, case: RedemptionView) -> None:
        two = [await hire(Role.SUPPORT, name=name) for name in ("ada", "eve")]
        answers = await asyncio.gather(
            *(one.post("/cases/1/resolution", resolution=one.name) for one in two)
        )
        assert sorted(one.status_code for one in answers) == [303, 409]
        assert await deeds(case.id) == ["case_closed"]

    async def test_is_not_closed_without_words(self, hire: Hire, case: RedemptionView) -> None:
        ada = await hire(Role.OPS)
        said = await ada.post("/cases/1/resolution", resolution=" ")
        assert (said.status_code, 'id="error-resolution"' in said.text) == (422, True)
        assert (await fulfilment.case(1)).is_open

    async def test_that_is_closed_is_not_taken(self, hire: Hire, case: RedemptionView) -> None:
        ada = await hire(Role.OPS)
        await ada.post("/cases/1/resolution", resolution="done")
        assert (await ada.post("/cases/1/owner")).status_code == 409

    @pytest.mark.parametrize("path", ["/owner", "/resolution"])
    async def test_of_nothing_is_not_found(self, hire: Hire, stage: Stage, path: str) -> None:
        ada = await hire(Role.OPS)
        assert (await ada.post(f"/cases/7{path}", resolution="done")).status_code == 404
