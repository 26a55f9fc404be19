"""Schema, shop and books from the command line, on one embedded database."""

from collections.abc import Iterator
from pathlib import Path

import asyncpg
import msgspec
import pytest

from app.kit import embedded_postgres
from tests.cli.conftest import Laurel


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "var"
    embedded_postgres.remove(tmp_path / "var")


async def test_the_first_hour_of_an_empty_folder(laurel: Laurel, data: Path) -> None:
    """One scenario, since each command starts PostgreSQL and stops it again."""
    early = await laurel("ledger", "verify", data=data)
    assert (early.code, "laurel migrate" in early.err) == (2, True), early
    assert (await laurel("migrate", data=data)).out == "Applied 1 migrations.\n"
    assert (await laurel("migrate", data=data)).out == "Nothing to migrate.\n"
    assert "is open" in (await laurel("demo", "load", data=data)).out
    assert "already" in (await laurel("demo", "load", data=data)).out
    assert embedded_postgres.running(data) is None, "nobody needs it any more"

    code = await laurel("operators", "code", "ops", data=data)
    assert (code.code, len(code.out.strip())) == (0, 6), code

    agrees = await laurel("ledger", "verify", data=data)
    assert (agrees.code, "agrees" in agrees.out) == (0, True), agrees

    await _rob_a_wallet(data)
    differs = await laurel("ledger", "verify", data=data)
    assert differs.code == 1, differs
    assert "expected" in differs.out


async def test_openapi_needs_neither_database_nor_secret(laurel: Laurel) -> None:
    ended = await laurel("openapi")
    assert ended.code == 0, ended.err
    document = msgspec.json.decode(ended.out)
    assert document["openapi"].startswith("3.1")


async def _rob_a_wallet(data: Path) -> None:
    server = embedded_postgres.ensure(data)
    connection = await asyncpg.connect(server.url)
    await connection.execute("SET session_replication_role = replica")
    await connection.execute(
        "UPDATE wallet SET available = available - 1"
        " WHERE id = (SELECT min(id) FROM wallet WHERE available > 0)"
    )
    await connection.close()
    embedded_postgres.stop(server)
