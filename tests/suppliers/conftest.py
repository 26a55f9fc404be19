"""One stage per adapter, so that every contract test runs for all of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import settings

from suppliers import Adapter

from .serving import serving
from .stages import STAGES, Stage, adapter_of

# A busy machine is no reason to fail; fifty examples each keep the whole suite short.
settings.register_profile("suppliers", deadline=None, max_examples=50)
settings.load_profile("suppliers")


@pytest.fixture(params=sorted(STAGES))
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Stage:
    """One supplier that nobody speaks to yet."""
    return STAGES[request.param](tmp_path)


@pytest.fixture
async def adapter(stage: Stage) -> AsyncIterator[Adapter]:
    """The stage's adapter, speaking to the stage's supplier over a socket."""
    async with serving(stage.app) as base_url:
        speaking = adapter_of(stage, base_url)
        yield speaking
        await speaking.aclose()
