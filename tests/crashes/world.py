"""What goes on in the mall while programs are killed, and what must hold when all is over."""

import asyncio
from collections import Counter

import asyncpg
import httpx

from app import payments, redemption
from app.demo.fake_psp.bank import Bank
from app.kit import clock, db
from app.kit.tiers import Tier
from app.redemption import Placing, RedemptionRequest, RedemptionView
from tests.crashes.processes import Process
from tests.stage import Stage

PROGRAMS = ("web", "relay", "dispatcher", "watchdog", "reaper", "auditor")
ENDED = {"delivered", "refunded", "cancelled"}
LEASE_SECONDS = 100  # Longer than any lease.
POINTS = 500_000

# Every instant in these tables; what the ledger posted stays, since nobody may change it.
AGED = ("redemption", "timeline_entry", "fulfilment", "attempt", "payment", "refund",
        "payment_notice", "supplier_callback", "outbox_event")  # fmt: skip
INSTANTS = """
SELECT table_name,
       string_agg(format('%1$I = %1$I - make_interval(secs => $1)', column_name), ', ') AS moved
  FROM information_schema.columns
 WHERE data_type = 'timestamp with time zone' AND table_name = ANY($1::text[])
 GROUP BY 1 ORDER BY 1"""

KEPT = """
SELECT coalesce(sum(cash_fen), 0)::bigint AS fen,
       coalesce(sum(points - points_earned), 0)::bigint AS points
  FROM redemption WHERE state = 'delivered'"""


class World:
    """A mall whose programs run as processes; `pass_by` lets time pass for all it remembers."""

    def __init__(
        self, stage: Stage, bank: Bank, programs: dict[str, Process], database_url: str
    ) -> None:
        self.stage = stage
        self.bank = bank
        self.programs = programs
        self.database_url = database_url
        self.placed = 0

    @property
    def url(self) -> str:
        return self.programs["web"].environment["LAUREL_BASE_URL"]

    async def open_web(self, failpoint: str = "") -> None:
        """Start the web process, and wait until it answers."""
        await self.programs["web"].run(failpoint)
        async with asyncio.timeout(30), httpx.AsyncClient(trust_env=False) as client:
            while not await _answers(client, self.url):  # noqa: ASYNC110 - another's start.
                await asyncio.sleep(0.05)

    async def place(self, slug: str, ending: str) -> RedemptionView:
        """Redeem as member 1, for an account of its own with this ending."""
        self.placed += 1
        return await redemption.place(
            request=RedemptionRequest(
                product_id=self.stage.products[slug],
                account=f"139{self.placed:05d}{ending}",
            ),
            placing=Placing(
                member_id=1, tier=Tier.BASIC, idempotency_key=f"key-{self.placed}",
                promise_seconds=600, payment_window_seconds=900,
            ),
            now=clock.now(),
        )  # fmt: skip

    async def pay(self, ending: str) -> None:
        """Redeem a scarf and pay its cash part; the bank tells the mall in its own time."""
        placed = await self.place("scarf", ending)
        assert placed.payment_id is not None
        told = await payments.prepare(payment_id=placed.payment_id, now=clock.now())
        assert told.pay_url is not None
        async with httpx.AsyncClient(trust_env=False) as browser:
            assert (await browser.post(told.pay_url)).status_code == 303

    @db.atomic
    async def pass_by(self, seconds: int) -> None:
        """Move all instants that the mall remembers into the past, as if time went by."""
        for row in await db.fetch(INSTANTS, list(AGED)):
            await db.fetch(f"UPDATE {row['table_name']} SET {row['moved']}", float(seconds))

    async def until_all_ended(self) -> list[str]:
        """Wait until every redemption is over; whenever nothing moves, a lease passes by."""
        moved = asyncio.Event()
        listener = await asyncpg.connect(self.database_url)
        await listener.add_listener("laurel_live", lambda *_: moved.set())
        try:
            async with asyncio.timeout(90):
                while True:
                    moved.clear()  # Before looking, so that no news falls in between.
                    rows = await db.fetch("SELECT state FROM redemption ORDER BY id")
                    if {row["state"] for row in rows} <= ENDED:
                        return [row["state"] for row in rows]
                    try:
                        await asyncio.wait_for(moved.wait(), 1.5)
                    except TimeoutError:
                        await self.pass_by(LEASE_SECONDS)
        finally:
            await listener.close()

    async def check(self) -> None:
        """Hold the mall's word against the supplier's count and the bank's."""
        states = await self.until_all_ended()
        self.stage.clock.now = clock.now()
        delivered = Counter(str(line["account"]) for line in self.stage.deliveries())
        assert max(delivered.values(), default=1) == 1
        assert states.count("delivered") <= len(delivered)
        kept = await db.fetch(KEPT)
        assert await self.stage.available() == POINTS - kept[0]["points"]
        assert self._kept_by_the_bank() == kept[0]["fen"]

    def _kept_by_the_bank(self) -> int:
        """Sum what the bank took and did not give back, charge by charge."""
        told = self.bank.truth.everything()
        given_back: Counter[str] = Counter()
        for refund in told["refunds"]:
            given_back[refund["trade_no"]] += refund["amount_fen"]
        taken = {
            one["trade_no"]: one["amount_fen"] for one in told["charges"]
            if one["state"] in ("SUCCESS", "REFUND")
        }  # fmt: skip
        assert all(fen <= taken[trade_no] for trade_no, fen in given_back.items())
        return sum(taken.values()) - given_back.total()


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(f"{url}/health/live")).status_code == 200
    except httpx.TransportError:
        return False
