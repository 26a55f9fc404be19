"""`tables.py` and the SQL of `app/migrations` say the same: read either, believe both."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from piccolo.columns import Column, ForeignKey
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from app.kit import db
from app.piccolo_app import APP_CONFIG

TABLES = sorted(APP_CONFIG.table_classes, key=lambda table: table._meta.tablename)

SPELLED = {
    "BIGSERIAL": "bigint",
    "BYTEA": "bytea",
    "TIMESTAMPTZ": "timestamp with time zone",
}

COLUMNS = """
SELECT attname AS name, format_type(atttypid, atttypmod) AS kind, NOT attnotnull AS is_null
  FROM pg_attribute
 WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped"""

CONSTRAINTS = """
SELECT conname AS name, pg_get_constraintdef(oid) AS meaning FROM pg_constraint
 WHERE conrelid = $1::text::regclass AND contype::text = $2"""

# The first column of every index: what a lookup by that column alone can use.
INDEXED = """
SELECT attname AS name FROM pg_index
  JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
 WHERE indrelid = $1::text::regclass AND indpred IS NULL"""

pytestmark = pytest.mark.usefixtures("_pool")  # A migrated database; nothing is written.
each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table._meta.tablename)


def name(table: type[Table]) -> str:
    return f'"{table._meta.tablename}"'


def columns(table: type[Table]) -> Iterator[Column]:
    yield from table._meta.columns


def kind(column: Column) -> str:
    """Spell a Piccolo column's type as PostgreSQL does."""
    said: str = column.column_type
    if isinstance(column, ForeignKey):
        said = column._foreign_key_meta.resolved_references._meta.primary_key.column_type
    return SPELLED.get(said, said.lower().replace("varchar", "character varying"))


async def constraints(table: str, kind: str) -> dict[str, str]:
    return {row["name"]: row["meaning"] for row in await db.fetch(CONSTRAINTS, table, kind)}


async def test_no_table_is_without_its_class() -> None:
    rows = await db.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        " AND tablename NOT IN ('migration', 'drill')"
    )
    assert sorted(row["tablename"] for row in rows) == [one._meta.tablename for one in TABLES]


@each_table
async def test_columns_agree_in_name_type_and_nullability(
    table: type[Table],
) -> None:
    rows = await db.fetch(COLUMNS, name(table))
    there = {row["name"]: (row["kind"], row["is_null"]) for row in rows}
    here = {one._meta.db_column_name: (kind(one), one._meta.null) for one in columns(table)}
    assert there == here


@each_table
async def test_unique_constraints_agree_in_name_and_columns(
    table: type[Table],
) -> None:
    bare = table._meta.tablename
    alone = {
        f"{bare}_{one._meta.db_column_name}_key": [one._meta.db_column_name]
        for one in columns(table)
        if one._meta.unique
    }
    named = {
        one._meta.name: one.get_column_names()
        for one in table._meta.constraints
        if isinstance(one, Unique)
    }
    there = {
        name: re.findall(r"\w+", meaning.partition("(")[2])
        for name, meaning in (await constraints(name(table), "u")).items()
    }
    assert there == alone | named


@each_table
async def test_checks_agree_in_name_and_meaning(table: type[Table]) -> None:
    """PostgreSQL rewrites what a CHECK says, so that ours is told to a twin and read back."""
    checks: list[Any] = [one for one in table._meta.constraints if isinstance(one, Check)]
    async with db.transaction():
        await db.fetch(f"CREATE TEMP TABLE twin (LIKE {name(table)}) ON COMMIT DROP")
        for one in checks:
            await db.fetch(
                f"ALTER TABLE twin ADD CONSTRAINT {one._meta.name} CHECK ({one.condition})"
            )
        ours = await constraints("twin", "c")
    assert await constraints(name(table), "c") == ours


@each_table
async def test_references_agree(table: type[Table]) -> None:
    ours = {
        (one._meta.db_column_name, one._foreign_key_meta.resolved_references._meta.tablename)
        for one in columns(table)
        if isinstance(one, ForeignKey)
    }
    theirs = {
        re.findall(r"FOREIGN KEY \((\w+)\) REFERENCES (\w+)", meaning)[0]
        for meaning in (await constraints(name(table), "f")).values()
    }
    assert theirs == ours


@each_table
async def test_what_is_declared_as_indexed_is(table: type[Table]) -> None:
    there = {row["name"] for row in await db.fetch(INDEXED, name(table))}
    ours = {one._meta.db_column_name for one in columns(table) if one._meta.index}
    assert ours <= there
