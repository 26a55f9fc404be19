"""Redemptions per second over HTTP, as the mini-program places them, against the service."""

import asyncio
import statistics
import time

import httpx

from app import catalogue, ledger, members
from app.kit import clock
from app.kit.tiers import Tier
from app.ledger import Receipt
from tests.bench.measures import Measure
from tests.bench.redeeming import rate, through_the_service
from tests.bench.servers import Server

MEMBERS = 16
TOTAL = 400
ROUNDS = 3


async def redeem_http(mall: Server) -> Measure:
    """Sixteen members redeem over kept-alive connections, in turns with the bare service."""
    product = await catalogue.product(slug="topup-50", tier=Tier.BASIC, at=clock.now())
    buyers = [await _member(number) for number in range(MEMBERS)]
    service = through_the_service(product.id)
    pairs = []
    for turn in range(ROUNDS):
        ours = await _over_http(mall, product.id, [token for _, token in buyers], turn)
        theirs = await rate(
            lambda member, key: service(buyers[member - 1][0], key), f"h{turn}",
            members=MEMBERS, total=TOTAL,
        )  # fmt: skip
        pairs.append((ours, theirs))
    return Measure(
        name="redeem_http", value=statistics.median(one for one, _ in pairs),
        unit="redemptions/s", limit=statistics.median(other for _, other in pairs),
        ratio=statistics.median(one / other for one, other in pairs), bound=None,
        what="POST /api/v1/redemptions by one web process, against the service",
    )  # fmt: skip


async def _member(number: int) -> tuple[int, str]:
    """Make a member with points and a token."""
    now = clock.now()
    phone = f"139{number:08d}"
    sent = await members.request_code(phone=phone, address=None, now=now)
    assert sent.demo_code is not None
    member = await members.sign_in_with_code(phone=phone, code=sent.demo_code, now=now)
    await ledger.earn(
        member_id=member.id, points=100_000_000, reference=f"bench:{member.id}",
        receipt=Receipt(rule="bench", inputs={}), now=now,
    )  # fmt: skip
    tokens = await members.open_tokens(member_id=member.id, now=now)
    return member.id, tokens.access_token


async def _over_http(mall: Server, product_id: int, tokens: list[str], turn: int) -> float:
    async def buy(token: str, first: int) -> None:
        headers = {"authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=mall.url, trust_env=False) as client:
            for number in range(first, TOTAL, MEMBERS):
                answer = await client.post(
                    "/api/v1/redemptions",
                    json={
                        "product_id": str(product_id),
                        "quantity": 1,
                        "account": "13800000101",
                    },
                    headers={**headers, "idempotency-key": f"t{turn}-{number}"},
                )
                answer.raise_for_status()

    started = time.perf_counter()
    await asyncio.gather(*(buy(token, first) for first, token in enumerate(tokens)))
    return TOTAL / (time.perf_counter() - started)
