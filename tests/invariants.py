"""What must hold after every test: the auditor's own statements (`app/auditing`)."""

from collections.abc import AsyncIterator

import pytest

from app import auditing
from app.auditing import INVARIANTS, broken

__all__ = ["INVARIANTS", "broken", "invariants"]


@pytest.fixture
async def invariants(database: None) -> AsyncIterator[None]:
    """Check every invariant when the test is over."""
    yield
    assert await auditing.broken() == {}
