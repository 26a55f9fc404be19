"""What is old goes; the answers to money requests stay."""

from datetime import datetime, timedelta

from app.kit import db
from app.workers.pruning import prune


async def test_forgets_what_is_old_and_keeps_the_rest(present: datetime) -> None:
    month, year = timedelta(days=31), timedelta(days=365)
    for key, at in ((b"old", -month), (b"new", month)):
        await db.fetch(
            "INSERT INTO web_session (key_hash, content, expires_at) VALUES ($1, '', $2)",
            *(key, present + at),
        )
    await db.fetch(
        "INSERT INTO outbox_event (name, payload, occurred_at, available_at, done_at) VALUES"
        " ('A', '{}', $1, $1, $1), ('B', '{}', $1, $1, NULL), ('C', '{}', $1, $1, $2)",
        *(present - month, present),
    )
    await db.fetch(
        "INSERT INTO idempotency_key (scope, key, fingerprint, status, body, answered_at)"
        " VALUES ('redemptions:1', 'k', '', 201, '', $1)",
        present - year,
    )

    while await prune(present):
        pass

    left = await db.fetch(
        "SELECT encode(key_hash, 'escape') AS what FROM web_session UNION ALL"
        " SELECT name FROM outbox_event UNION ALL SELECT key FROM idempotency_key ORDER BY 1"
    )
    assert sorted(row["what"] for row in left) == ["B", "C", "k", "new"]
