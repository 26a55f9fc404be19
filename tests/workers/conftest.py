"""Workers measure by the database's clock, so these tests begin at its instant."""

from datetime import datetime

import pytest

from app.kit import db


@pytest.fixture
async def present(database: None) -> datetime:
    """The database's instant."""
    moment: datetime = await db.database_now()
    return moment
