"""The stage for journeys and races: two fake suppliers on sockets and a clock that stands."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from app import fulfilment
from suppliers.fake.behaviour import Timing
from suppliers.fake.server import FakeSupplier
from suppliers.fake.truth import Truth
from tests.stage import CALM, SECRET, Clock, Stage, open_shop, supplier
from tests.suppliers.serving import serving


@pytest.fixture
async def stage(
    database: None, invariants: None, now: datetime, tmp_path: Path
) -> AsyncIterator[Stage]:
    """An open shop, two suppliers, nobody served yet; the invariants are checked after it."""
    clock = Clock(now)
    truths = [tmp_path / "main.sqlite", tmp_path / "backup.sqlite"]
    timing = Timing(promise_seconds=172_800)
    main, backup = (
        FakeSupplier(Truth(path), secret=SECRET, clock=clock, timing=timing) for path in truths
    )
    async with serving(main) as first, serving(backup) as second:
        await fulfilment.gateway.configure(
            [supplier("fake-main", first, 1), supplier("fake-backup", second, 2)],
            patience=CALM,
            time=clock,
        )
        yield Stage(clock, await open_shop(now), truths)
        main.closing.set()
        backup.closing.set()
        await fulfilment.gateway.close()
