"""What every adapter promises, over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from suppliers import (
    Accepted,
    Adapter,
    CallbackRejected,
    Delivered,
    Duplicate,
    Kind,
    Missing,
    NotSubmitted,
    Processing,
    Rejected,
    Unknown,
)

from .faults import FAULTS, SILENCES, UNREAD, FaultyServer, closed_port, faulty
from .serving import serving
from .stages import HASTE, NOW, PATIENCE, Stage, adapter_of, order


@asynccontextmanager
async def troubled(stage: Stage, fault: str) -> AsyncIterator[tuple[FaultyServer, Adapter]]:
    """The stage's adapter, speaking to a server that does `fault`."""
    async with faulty(fault) as (server, base_url):
        patience = HASTE if fault in SILENCES else PATIENCE
        adapter = adapter_of(stage, base_url, patience=patience)
        yield server, adapter
        await adapter.aclose()


@pytest.mark.parametrize("fault", FAULTS)
class TestTrouble:
    async def test_a_submission_is_unknown_and_sent_once(
        self, stage: Stage, fault: str
    ) -> None:
        async with troubled(stage, fault) as (server, adapter):
            outcome = await adapter.submit(order(sku=stage.sku))
            assert isinstance(outcome, Unknown), outcome
            assert server.connections == 1
            assert server.requests == (0 if fault in UNREAD else 1)

    async def test_a_query_is_unknown_and_asked_again(self, stage: Stage, fault: str) -> None:
        async with troubled(stage, fault) as (server, adapter):
            outcome = await adapter.query("M1", submitted_at=NOW)
            if fault == stage.absence:
                assert isinstance(outcome, Missing)
                return
            assert isinstance(outcome, Unknown), outcome
            assert server.connections == PATIENCE.query_attempts

    async def test_a_balance_is_none(self, stage: Stage, fault: str) -> None:
        async with troubled(stage, fault) as (_, adapter):
            assert await adapter.balance() is None


class TestStatus:
    @pytest.mark.parametrize("status", [201, 202, 300, 400, 404, 429, 500, 502])
    async def test_a_good_body_under_another_status_proves_nothing(
        self, stage: Stage, status: int
    ) -> None:
        if status in stage.speaks:
            pytest.skip("its manual gives this status a meaning")
        async with serving(restated(stage.app, status)) as base_url:
            adapter = adapter_of(stage, base_url)
            assert isinstance(await adapter.submit(order(sku=stage.sku)), Unknown)
            assert isinstance(await adapter.query("M1", submitted_at=NOW), Unknown)
            await adapter.aclose()
        assert (stage.submits("M1"), stage.deliveries("M1")) == (1, 1)


def restated(app: Any, status: int) -> Any:
    """The same supplier behind a proxy that answers everything with `status`."""

    async def proxy(scope: Any, receive: Any, send: Any) -> None:
        async def change(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "status": status}
            await send(message)

        await app(scope, receive, change)

    return proxy


class TestRefusedConnection:
    async def test_a_submission_is_tried_again_and_then_not_submitted(
        self, stage: Stage
    ) -> None:
        tries: list[int] = []
        with closed_port() as (_, base_url):
            adapter = adapter_of(stage, base_url, before_request=lambda: tries.append(1))
            outcome = await adapter.submit(order(sku=stage.sku))
        await adapter.aclose()
        assert isinstance(outcome, NotSubmitted)
        assert outcome.is_definite_failure
        assert len(tries) == PATIENCE.submit_attempts

    async def test_a_query_is_unknown(self, stage: Stage) -> None:
        with closed_port() as (_, base_url):
            adapter = adapter_of(stage, base_url)
            assert isinstance(await adapter.query("M1", submitted_at=NOW), Unknown)
        await adapter.aclose()

    async def test_the_try_that_gets_through_is_the_only_one_seen(self, stage: Stage) -> None:
        faults, tries = FaultyServer("500"), []
        with closed_port() as (reserved, base_url):
            server = await asyncio.start_server(
                faults.handle, sock=reserved, start_serving=False
            )

            def open_at_the_third_try() -> None:
                tries.append(1)
                if len(tries) == 3:
                    reserved.listen()
                    opening.append(asyncio.ensure_future(server.start_serving()))

            opening: list[asyncio.Future[None]] = []
            adapter = adapter_of(stage, base_url, before_request=open_at_the_third_try)
            assert isinstance(await adapter.submit(order(sku=stage.sku)), Unknown)
            await adapter.aclose()
            server.close()
        assert (len(tries), faults.requests) == (3, 1)


class TestBeforeRequest:
    async def test_may_forbid_the_network(self, stage: Stage) -> None:
        class InsideTransaction(Exception): ...

        def forbid() -> None:
            raise InsideTransaction

        async with faulty("500") as (server, base_url):
            adapter = adapter_of(stage, base_url, before_request=forbid)
            with pytest.raises(InsideTransaction):
                await adapter.submit(order(sku=stage.sku))
            with pytest.raises(InsideTransaction):
                await adapter.query("M1", submitted_at=NOW)
            await adapter.aclose()
            assert server.connections == 0


class TestAnswers:
    async def test_an_order_is_taken_and_found_delivered(
        self, adapter: Adapter, stage: Stage
    ) -> None:
        assert isinstance(await adapter.submit(order(sku=stage.sku)), Accepted | Delivered)
        found = await adapter.query("M1", submitted_at=NOW)
        assert isinstance(found, Delivered)
        assert found.cost_fen is None or 0 < found.cost_fen <= 4900
        assert stage.deliveries("M1") == 1

    async def test_an_order_under_way_is_neither_won_nor_lost(
        self, adapter: Adapter, stage: Stage
    ) -> None:
        assert isinstance(
            await adapter.submit(order(sku=stage.sku, account="13800138200")), Accepted
        )
        found = await adapter.query("M1", submitted_at=NOW)
        assert isinstance(found, Processing)
        assert not found.is_final

    async def test_a_refusal_is_a_definite_failure(
        self, adapter: Adapter, stage: Stage
    ) -> None:
        refused = await adapter.submit(order(sku=stage.sku, account="13800138400"))
        assert isinstance(refused, Rejected)
        assert refused.is_definite_failure
        assert stage.deliveries("M1") == 0

    async def test_an_error_that_delivers_is_unknown_then_found(
        self, adapter: Adapter, stage: Stage
    ) -> None:
        assert isinstance(
            await adapter.submit(order(sku=stage.sku, account="13800138500")), Unknown
        )
        assert isinstance(await adapter.query("M1", submitted_at=NOW), Delivered)
        assert stage.submits("M1") == 1

    async def test_a_used_reference_delivers_nothing_more(
        self, adapter: Adapter, stage: Stage
    ) -> None:
        await adapter.submit(order(sku=stage.sku))
        again = await adapter.submit(order(sku=stage.sku))
        assert isinstance(again, Accepted | Delivered if stage.echoes else Duplicate)
        assert not again.is_definite_failure
        assert (stage.submits("M1"), stage.deliveries("M1")) == (2, 1)

    async def test_an_unheard_reference_is_missing_but_no_failure_yet(
        self, adapter: Adapter
    ) -> None:
        found = await adapter.query("M404", submitted_at=NOW, remote_no="404")
        assert isinstance(found, Missing)
        assert not found.is_definite_failure
        assert adapter.missing_after_seconds >= 600

    async def test_is_found_by_their_number_too(self, adapter: Adapter, stage: Stage) -> None:
        said = await adapter.submit(order(sku=stage.sku))
        told = getattr(said, "remote_no", None)
        found = await adapter.query("M1", submitted_at=NOW, remote_no=told)
        assert isinstance(found, Delivered)

    async def test_cards_are_readable_and_hidden(self, adapter: Adapter, stage: Stage) -> None:
        said = await adapter.submit(
            order(sku=stage.sku, kind=Kind.CARD, account="", quantity=stage.cards)
        )
        if not stage.cards:
            assert isinstance(said, Rejected)
            return
        found = await adapter.query("M1", submitted_at=NOW)
        assert isinstance(found, Delivered)
        assert len(found.cards) == stage.cards
        assert all(len(card.number) >= 16 and len(card.password) >= 16 for card in found.cards)
        assert found.cards[0].password not in repr(found)

    async def test_a_balance_is_whole_fen_or_not_said(self, adapter: Adapter) -> None:
        assert await adapter.balance() in {123_456, 100_000_000, None}

    async def test_a_wrong_key_never_delivers(self, adapter: Adapter, stage: Stage) -> None:
        stage.keys = {key: value[::-1] for key, value in stage.keys.items()}
        stranger = adapter_of(stage, str(adapter.line.client.base_url))  # type: ignore[attr-defined]  # the test's own address
        said = await stranger.submit(order(sku=stage.sku))
        assert isinstance(said, Unknown) or (isinstance(said, Rejected) and said.is_our_fault)
        await stranger.aclose()
        assert stage.deliveries("M1") == 0


class TestCallbacks:
    def test_a_genuine_one_is_a_verified_hint(self, stage: Stage) -> None:
        adapter = adapter_of(stage, "http://127.0.0.1:9")
        told = adapter.read_callback(*stage.callback("M1"))
        assert (told.reference, told.is_verified) == ("M1", stage.is_signed)
        assert isinstance(told.hint, Delivered) == stage.is_signed

    def test_a_repeated_one_is_the_same_event(self, stage: Stage) -> None:
        adapter = adapter_of(stage, "http://127.0.0.1:9")
        told = adapter.read_callback(*stage.callback("M1"))
        assert told == adapter.read_callback(*stage.callback("M1"))

    def test_other_news_is_another_event(self, stage: Stage) -> None:
        adapter = adapter_of(stage, "http://127.0.0.1:9")
        won = adapter.read_callback(*stage.callback("M1"))
        lost = adapter.read_callback(*stage.callback("M1", "failed"))
        assert won.event_key != lost.event_key
        assert (won.hint != lost.hint) == stage.is_signed

    async def test_the_query_decides_whatever_callbacks_say_and_in_what_order(
        self, adapter: Adapter, stage: Stage
    ) -> None:
        await adapter.submit(order(sku=stage.sku))
        for news in ("failed", "delivered", "failed", "failed"):
            adapter.read_callback(*stage.callback("M1", news))
            assert isinstance(await adapter.query("M1", submitted_at=NOW), Delivered)

    def test_one_that_comes_80_hours_late_is_still_genuine(self, stage: Stage) -> None:
        late = adapter_of(stage, "http://127.0.0.1:9", now=NOW + timedelta(hours=80))
        told = late.read_callback(*stage.callback("M1"))
        assert (told.reference, told.is_verified) == ("M1", stage.is_signed)

    def test_an_altered_one_is_no_hint(self, stage: Stage) -> None:
        adapter = adapter_of(stage, "http://127.0.0.1:9")
        raw, headers = stage.callback("M1")
        told = adapter.read_callback(raw.replace(b"M1", b"M2"), headers)
        assert (told.reference, told.is_verified, told.hint) == ("M2", False, None)

    @pytest.mark.parametrize(
        "raw",
        [b"", b"[]", b"{}", b"null", b"\xff", b"[" * 9000, b'{"a":"\\ud800"}', b" " * 70_000],
    )
    def test_what_is_not_theirs_is_refused(self, stage: Stage, raw: bytes) -> None:
        adapter = adapter_of(stage, "http://127.0.0.1:9")
        with pytest.raises(CallbackRejected):
            adapter.read_callback(raw, {})

    def test_names_its_acknowledgement(self, stage: Stage) -> None:
        adapter = adapter_of(stage, "http://127.0.0.1:9")
        assert isinstance(adapter.ack, bytes)
        assert "/" in adapter.ack_media_type
