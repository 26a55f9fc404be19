"""People of the operators' room, taken on in the real database."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from app import operators, settings
from app.operators import Role


@pytest.fixture(autouse=True)
def demo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LAUREL_MODE", "demo")
    settings.current.cache_clear()
    yield
    settings.current.cache_clear()


@pytest.fixture
async def support(database: None, now: datetime) -> operators.Added:
    return await operators.add(name="support", role=Role.SUPPORT, now=now)


@pytest.fixture
async def finance(database: None, now: datetime) -> operators.Added:
    return await operators.add(name="finance", role=Role.FINANCE, now=now)


@pytest.fixture
async def second_finance(database: None, now: datetime) -> operators.Added:
    return await operators.add(name="finance-two", role=Role.FINANCE, now=now)
