"""Suppliers are stopped, and card codes taken in, from the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.kit import embedded_postgres
from tests.cli.conftest import Laurel


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "var"
    embedded_postgres.remove(tmp_path / "var")


async def test_an_evening_of_an_operator(laurel: Laurel, data: Path, tmp_path: Path) -> None:
    """One scenario, since each command starts PostgreSQL and stops it again."""
    assert (await laurel("demo", "load", data=data)).code == 2
    assert (await laurel("migrate", data=data)).code == 0
    assert (await laurel("demo", "load", data=data)).code == 0

    said = await laurel("suppliers", "disarm", "--all", "--reason", "restore", data=data)
    assert said.out.splitlines()[-1] == "Stopped: fake-main, fake-backup, _own-codes", said
    said = await laurel("suppliers", "arm", "fake-main", "--reason", "compared", data=data)
    assert said.out.splitlines()[-1] == "In use: fake-main", said
    said = await laurel("suppliers", "arm", "nobody", "--reason", "x", data=data)
    assert (said.code, said.err) == (2, "There is no supplier called nobody.\n"), said
    said = await laurel("suppliers", "arm", "--reason", "x", data=data)
    assert said.code == 2, said

    file = tmp_path / "codes.csv"
    file.write_text("SECRET-1\nSECRET-2\n", encoding="utf-8")
    taken = ("codes", "import", str(file), "--product", "gamecard-30")
    said = await laurel(*taken, data=data)
    assert said.out.splitlines()[-1] == "2 codes were taken in.", said
    said = await laurel(*taken, data=data)
    assert (said.code, "before" in said.err) == (2, True), said
    file.write_text("SECRET-3\nSECRET-1\n", encoding="utf-8")
    said = await laurel(*taken, data=data)
    assert (said.code, "line 2" in said.err, "SECRET" in said.err) == (2, True, False), said
