"""The OpenAPI document says what the application does, and nothing in it breaks it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from litestar import Litestar
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app import members
from app.kit import clock
from app.kit.tiers import Tier
from app.main import create_app
from app.settings import Settings
from tests.stage import Stage
from tests.suppliers.serving import serving

from ..conftest import BASE_URL, SECRET
from .conftest import Api, another

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 20
METHODS = {"get", "post", "put", "delete"}
# A stream never ends by itself; tests of its own read it.
STREAM = "/api/v1/stream"
# Ids that exist and bodies that can be done, so that more than refusals is reached.
IDS = {"product_id": "topup-50", "redemption_id": "1", "posting_id": "1", "address_id": "1"}
ADDRESS = {"recipient": "A", "phone": "13800000001", "region": "S", "detail": "1"}
BODIES: dict[str, Any] = {
    "POST /api/v1/sessions": {"code": "demo-1"},
    "POST /api/v1/phone-codes": {"phone": "13800000001"},
    "POST /api/v1/addresses": ADDRESS,
    "PUT /api/v1/addresses/{address_id}": ADDRESS,
    "PUT /api/v1/me/goal": {"product_id": "1"},
    "PUT /api/v1/me/consents": {"purpose": "marketing", "is_given": True},
    "PUT /api/v1/me/profile": {"nickname": "Ada", "language": "en"},
    "POST /api/v1/quotes": {"product_id": "1"},
    "POST /api/v1/redemptions": {"product_id": "1", "account": "13800000101"},
    "POST /api/v1/redemptions/{redemption_id}/payment": {"provider": "fake"},
}


@pytest.fixture(scope="session")
def whole(database_url: str) -> Litestar:
    """The application as it is, without the pages that other tests add."""
    return create_app(
        Settings(mode="demo", secret=SECRET, database_url=database_url, base_url=BASE_URL)
    )


@pytest.fixture
async def line(database: None, whole: Litestar) -> AsyncIterator[str]:
    """The application on a socket; gives its address."""
    async with serving(whole) as url:
        yield url


@pytest.fixture
async def document(line: str) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=line, trust_env=False) as client:
        answer = await client.get("/schema/openapi.json", headers={"host": "127.0.0.1:8000"})
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


class TestDocument:
    async def test_is_valid(self, document: dict[str, Any]) -> None:
        assert document["openapi"].startswith("3.1")
        schemathesis.openapi.from_dict(document).validate()

    async def test_describes_every_operation(self, document: dict[str, Any]) -> None:
        for name, one in operations(document):
            assert one.get("summary"), name
            assert one.get("description"), name
            assert one.get("tags"), name
            refusals = {int(status): one for status, one in one["responses"].items()}
            assert {400, 503} <= set(refusals), name
            for status, refusal in refusals.items():
                if status >= 400:
                    assert list(refusal["content"]) == ["application/problem+json"], name

    async def test_says_who_must_sign_in(self, document: dict[str, Any]) -> None:
        assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
        strangers = {"/sessions", "/sessions/refresh", "/phone-codes", "/config"}
        for name, one in operations(document):
            path = name.partition("/api/v1")[2]
            if path and path not in strangers:
                assert {"bearer": []} in one["security"], name
                assert "401" in one["responses"], name

    async def test_has_every_call_of_the_contract(self, document: dict[str, Any]) -> None:
        told = {name for name, _ in operations(document)}
        assert told >= {
            "POST /api/v1/sessions", "POST /api/v1/sessions/refresh",
            "DELETE /api/v1/sessions/current", "POST /api/v1/phone-codes",
            "GET /api/v1/home", "GET /api/v1/me", "GET /api/v1/products",
            "GET /api/v1/products/{product_id}", "POST /api/v1/quotes",
            "POST /api/v1/redemptions", "GET /api/v1/redemptions",
            "GET /api/v1/redemptions/{redemption_id}",
            "POST /api/v1/redemptions/{redemption_id}/payment",
            "POST /api/v1/redemptions/{redemption_id}/cancellation",
            "POST /api/v1/redemptions/{redemption_id}/codes", "GET /api/v1/points",
            "GET /api/v1/points/postings", "GET /api/v1/points/postings/{posting_id}",
            "POST /api/v1/events", "GET /api/v1/stream", "GET /api/v1/changes",
            "GET /api/v1/config", "GET /api/v1/me/overview", "POST /api/v1/me/phone",
            "GET /api/v1/me/consents", "PUT /api/v1/me/consents", "GET /api/v1/me/export",
            "GET /api/v1/me/sign-ins", "POST /api/v1/me/sign-ins/revocation",
            "POST /api/v1/me/sign-ins/{sign_in_id}/revocation",
            "GET /api/v1/me/deletion", "POST /api/v1/me/deletion",
            "POST /api/v1/me/deletion/codes", "DELETE /api/v1/me/deletion",
            "POST /callbacks/suppliers/{name}", "POST /callbacks/payments/{provider}",
        }  # fmt: skip

    async def test_spells_ids_as_strings_and_texts_as_one(
        self, document: dict[str, Any]
    ) -> None:
        card = document["components"]["schemas"]["ProductSummary"]["properties"]
        assert (card["id"]["type"], card["title"]["type"]) == ("string", "string")
        body = document["components"]["schemas"]["NewRedemption"]
        assert body["additionalProperties"] is False
        assert body["examples"]


class TestApplication:
    @pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    async def test_never_breaks_and_answers_as_described(
        self, line: str, api: Api, stage: Stage, bank: str, demo: None, mode: GenerationMode,
        document: dict[str, Any],
    ) -> None:  # fmt: skip
        await _live(api, stage)
        schema = schemathesis.openapi.from_dict(document)
        tried = 0
        for found in schema.get_all_operations():
            operation = found.ok()
            if operation.path == STREAM:
                continue
            tokens = await members.open_tokens(member_id=api.member_id, now=clock.now())
            ask = _asker(line, tokens.access_token)
            await asyncio.to_thread(_try, operation, mode, ask, {})
            known = _known(operation)
            if known and mode is GenerationMode.POSITIVE:
                await asyncio.to_thread(_try, operation, mode, ask, known)
            tried += 1
        assert tried == len(operations(document)) - 1
        # What was tried has signed everybody else out, so come in again.
        again = await another(api.client, api.member_id)
        assert (await again.get("/points")).status_code == 200


def _try(operation: Any, mode: GenerationMode, ask: Callable[[Case], None], known: Any) -> None:
    """Let Hypothesis invent requests for one operation; it runs in a thread of its own."""
    if mode is GenerationMode.NEGATIVE and not _can_be_wrong(operation):
        return

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode, **known))
    def attempt(case: Case) -> None:
        ask(case)

    attempt()


def _known(operation: Any) -> dict[str, Any]:
    """What is given instead of invented."""
    ids = {one.name: IDS[one.name] for one in operation.path_parameters if one.name in IDS}
    known: dict[str, Any] = {"path_parameters": ids} if ids else {}
    if operation.label in BODIES:
        known |= {"body": BODIES[operation.label], "headers": {"Idempotency-Key": "k"}}
    return known


def _can_be_wrong(operation: Any) -> bool:
    return bool(operation.body or operation.query or operation.headers)


def _asker(line: str, access_token: str) -> Callable[[Case], None]:
    session = requests.Session()
    session.trust_env = False
    headers = {"authorization": f"Bearer {access_token}", "host": "127.0.0.1:8000"}

    def ask(case: Case) -> None:
        answer = case.call(base_url=line, session=session, headers=headers, timeout=10)
        case.validate_response(answer, checks=CHECKS, headers=headers)

    return ask


async def _live(api: Api, stage: Stage) -> None:
    """Let the member own one of each thing that has an id."""
    await members.set_tier(member_id=1, tier=Tier.GOLD, now=clock.now())
    await stage.place("topup-50", account="13800000101", member_id=api.member_id)
    assert (await api.post("/addresses", ADDRESS)).status_code == 201
