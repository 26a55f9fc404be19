"""One hash of everything that the mall remembers."""

from functools import cache

from app.kit import db

_TABLES = """
SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration'
 ORDER BY tablename"""


@cache
def _statement(tables: tuple[str, ...]) -> str:
    parts = (
        f"SELECT '{one}' AS name, md5(coalesce(string_agg(t::text, ';' ORDER BY t.id), ''))"
        f' AS hash FROM "{one}" t'
        for one in tables
    )
    return (
        f"SELECT md5(string_agg(hash, '' ORDER BY name)) FROM ({' UNION ALL '.join(parts)}) h"
    )


async def digest() -> str:
    """Hash every row of every table."""
    tables = tuple(row["tablename"] for row in await db.fetch(_TABLES))
    row = await db.fetch_one(_statement(tables))
    assert row is not None
    return str(row[0])
