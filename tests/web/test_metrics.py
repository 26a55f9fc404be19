"""/metrics tells what the auditor found, and what waits for a person."""

from datetime import datetime, timedelta

import httpx
import pytest

from app.kit import db


def figures(text: str) -> dict[str, float]:
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


class TestMetrics:
    async def test_tell_what_the_auditor_found(
        self, client: httpx.AsyncClient, now: datetime
    ) -> None:
        await db.fetch(
            "INSERT INTO invariant_check (name, broken, checked_at) VALUES ('a: b', 3, $1),"
            " ('a: c', 0, $2)", now, now + timedelta(hours=1),
        )  # fmt: skip
        answer = await client.get("/metrics")
        assert answer.headers["content-type"].startswith("text/plain; version=")
        told = figures(answer.text)
        assert told['laurel_invariant_broken{name="a: b"}'] == 3
        assert told['laurel_invariant_broken{name="a: c"}'] == 0
        assert told["laurel_invariant_checked_timestamp_seconds"] == now.timestamp()

    async def test_tell_of_dead_events(self, client: httpx.AsyncClient, now: datetime) -> None:
        assert figures((await client.get("/metrics")).text)["laurel_dead_events"] == 0
        await db.fetch(
            "INSERT INTO outbox_event (name, payload, occurred_at, available_at, dead_at)"
            " VALUES ('Nothing', '{}', $1, $1, $1)", now,
        )  # fmt: skip
        assert figures((await client.get("/metrics")).text)["laurel_dead_events"] == 1

    async def test_tell_what_calls_somebody(
        self, client: httpx.AsyncClient, now: datetime
    ) -> None:
        await db.fetch(
            "INSERT INTO alarm (kind, about, is_raised, facts, changed_at) VALUES"
            " ('stock_low', 'codes:a', true, '{}', $1),"
            " ('stock_low', 'codes:b', false, '{}', $1)",
            now,
        )
        told = figures((await client.get("/metrics")).text)
        alarms = {name: value for name, value in told.items() if "laurel_alarm{" in name}
        assert alarms == {'laurel_alarm{about="codes:a",kind="stock_low"}': 1}

    @pytest.mark.parametrize("name", ["invariant_broken", "dead_events", "open_cases"])
    async def test_say_what_each_figure_is(self, client: httpx.AsyncClient, name: str) -> None:
        assert f"# HELP laurel_{name} " in (await client.get("/metrics")).text

    async def test_tell_no_old_figures_when_the_database_is_away(
        self, client: httpx.AsyncClient, now: datetime
    ) -> None:
        await db.fetch("ALTER TABLE invariant_check RENAME TO away")
        try:
            answer = await client.get("/metrics")
        finally:
            await db.fetch("ALTER TABLE away RENAME TO invariant_check")
        assert answer.status_code == 200
        assert "laurel_invariant_broken{" not in answer.text
