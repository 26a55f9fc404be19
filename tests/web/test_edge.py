"""What every answer carries: policy, language, request id; and static files that stay."""

import json
import re
from datetime import timedelta

import httpx
import pytest

from app.kit import clock

from .test_sessions import enter


class TestHeaders:
    @pytest.mark.parametrize(
        "path", ["/", "/nope", "/health/live", "/api/v1/nope", "/-refuse/bug"]
    )
    async def test_protect_every_answer(self, client: httpx.AsyncClient, path: str) -> None:
        told = (await client.get(path)).headers
        assert "script-src 'self';" in told["content-security-policy"]
        assert "frame-ancestors 'none'" in told["content-security-policy"]
        assert "unsafe" not in told["content-security-policy"]
        assert told["x-content-type-options"] == "nosniff"
        assert told["referrer-policy"] == "same-origin"
        assert re.fullmatch("[0-9a-f]{24}", told["x-request-id"])

    async def test_keep_a_signed_in_page_out_of_every_store(
        self, client: httpx.AsyncClient, member_id: int
    ) -> None:
        await enter(client, member_id)
        told = (await client.get("/-counted")).headers
        assert told["cache-control"] == "no-store"
        assert "HX-Request-Type" in told["vary"]
        assert "Cookie" in told["vary"]

    async def test_give_each_request_its_own_id(self, client: httpx.AsyncClient) -> None:
        told = {"x-request-id": "forged"}
        seen = {(await client.get("/", headers=told)).headers["x-request-id"] for _ in range(3)}
        assert len(seen - {"forged"}) == 3


class TestLanguage:
    @pytest.mark.parametrize(
        ("accepted", "spoken"),
        [
            ("", "zh-CN"),
            ("en", "en"),
            ("en-US,en;q=0.9", "en"),
            ("zh-TW,en;q=0.5", "zh-CN"),
            ("fr,en;q=0.2", "en"),
            ("en;q=0,zh", "zh-CN"),
            ("en;q=bad", "zh-CN"),
            ("*", "zh-CN"),
        ],
    )
    async def test_is_the_first_that_we_speak(
        self, client: httpx.AsyncClient, accepted: str, spoken: str
    ) -> None:
        answer = await client.get("/nope", headers={"accept-language": accepted})
        assert answer.headers["content-language"] == spoken
        assert f'lang="{spoken}"' in answer.text

    async def test_is_chosen_and_kept(self, client: httpx.AsyncClient) -> None:
        await client.get("/?lang=en")
        assert (await client.get("/nope")).headers["content-language"] == "en"

    async def test_is_not_kept_for_programs(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/api/v1/nope?lang=en")
        assert answer.headers["content-language"] == "en"
        assert "set-cookie" not in answer.headers

    async def test_of_nonsense_is_ours(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/nope?lang=%0d%0aset-cookie:x")
        assert answer.headers["content-language"] == "zh-CN"


class TestStatic:
    async def test_is_immutable_under_its_version(self, client: httpx.AsyncClient) -> None:
        page = (await client.get("/")).text
        found = re.search(r"/static/css/ground.css\?v=[0-9a-f]+", page)
        assert found
        for encoding in ("br", "gzip"):
            asked = {"accept-encoding": encoding}
            answer = await client.get(found.group(), headers=asked)
            assert answer.headers["content-encoding"] == encoding
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert ":root" in answer.text

    async def test_without_version_is_asked_again(self, client: httpx.AsyncClient) -> None:
        first = await client.get("/static/css/tokens.css")
        assert first.headers["cache-control"] == "no-cache"
        again = await client.get(
            "/static/css/tokens.css", headers={"if-none-match": first.headers["etag"]}
        )
        assert (again.status_code, again.content) == (304, b"")

    @pytest.mark.parametrize("path", ["nope.css", "../pyproject.toml", "%2e%2e/pyproject.toml"])
    async def test_gives_nothing_else(self, client: httpx.AsyncClient, path: str) -> None:
        assert (await client.get(f"/static/{path}")).status_code in (404, 400)


class TestLog:
    async def test_is_one_line_without_personal_data(
        self, client: httpx.AsyncClient, capfdbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        await client.get(
            "/nope/13800000001?phone=13800000002", headers={"authorization": "Bearer s3cret"}
        )
        out = capfdbinary.readouterr().out
        lines = [json.loads(one) for one in out.splitlines()]
        assert [one["path"] for one in lines if one["event"] == "request"] == [
            "/nope/138****0001"
        ]
        assert not re.search(rb"13800000001|13800000002|s3cret", out)


class TestHealth:
    async def test_is_alive(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/health/live")).json() == {"status": "alive"}

    async def test_is_ready_only_with_every_worker(self, client: httpx.AsyncClient) -> None:
        from app.kit import db
        from app.web.health import ROLES

        answer = await client.get("/health/ready")
        assert answer.status_code == 503
        assert answer.json()["checks"]["workers"]["relay"] == "missing"
        for role in ROLES:
            await db.fetch(
                "INSERT INTO heartbeat (worker, role, beaten_at) VALUES ($1, $1, now())", role
            )
        assert (await client.get("/health/ready")).status_code == 200
        await db.fetch("UPDATE heartbeat SET beaten_at = now() - interval '61 s' WHERE id = 1")
        answer = await client.get("/health/ready")
        assert answer.json()["checks"]["workers"]["relay"] == "stale"
        assert answer.status_code == 503

    @pytest.mark.parametrize("seconds", [-3, 3])
    async def test_is_not_ready_with_a_clock_that_differs(
        self, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, seconds: int
    ) -> None:
        assert (await client.get("/health/ready")).json()["checks"]["clock"] == "ok"
        right = clock.now
        monkeypatch.setattr(clock, "now", lambda: right() + timedelta(seconds=seconds))
        answer = await client.get("/health/ready")
        assert (answer.status_code, answer.json()["checks"]["clock"]) == (503, "skewed")

    async def test_metrics_group_paths(self, client: httpx.AsyncClient) -> None:
        await client.get("/-refuse/points")
        told = (await client.get("/metrics")).text
        assert 'path="/-refuse/{kind}"' in told

    async def test_schema_and_its_reader_come_from_here(
        self, client: httpx.AsyncClient
    ) -> None:
        assert (await client.get("/schema/openapi.json")).json()["openapi"].startswith("3.1")
        page = (await client.get("/schema")).text
        script = re.search(r'src="(/static/js/rapidoc[^"]+)"', page)
        assert script
        assert "//" not in re.sub(r"<!doctype.*?>", "", page).replace("/static//", "")
        assert (await client.get(script.group(1))).status_code == 200
