"""The map of events is complete, and every listener may hear a thing twice."""

import ast
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app import subscriptions
from app.kit import db

ROOMS = {"activity", "members", "payments", "redemption"}
APP = Path(subscriptions.__file__).parent


def declared_events() -> set[str]:
    """Name the Structs of every room's events.py."""
    return {
        node.name
        for path in APP.glob("*/events.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef)
    }


def test_every_event_has_a_listener_and_nothing_else_is_listed() -> None:
    assert set(subscriptions.SUBSCRIPTIONS) == declared_events()
    for name, (kind, handlers) in subscriptions.SUBSCRIPTIONS.items():
        assert kind.__name__ == name
        assert handlers


def test_every_announced_name_is_declared_in_a_rooms_events() -> None:
    """Nothing is announced from elsewhere, so the map above is the whole story."""
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "outbox.announce":
                assert path.parts[len(APP.parts)] in ROOMS, path


EVENTS: dict[str, dict[str, Any]] = {
    "RedemptionPlaced": {"redemption_id": 7, "member_id": 1, "delivery": "direct"},
    "RedemptionCancelled": {"redemption_id": 7, "member_id": 1, "payment_id": None},
    "RedemptionGivenBack": {"redemption_id": 7, "member_id": 1},
    "RedemptionDelivered": {"redemption_id": 7, "member_id": 1},
    "BehaviourRecorded": {"member_id": 1, "kinds": ["article.read"]},
    "MemberErased": {"member_id": 2},
    "TierChanged": {
        "member_id": 1, "from_tier": "basic", "to_tier": "gold", "reason": "rise"
    },
    "LatePaymentReturned": {"redemption_id": 7, "payment_id": 3, "amount_fen": 100},
    "PaymentCaptured": {
        "payment_id": 3, "purpose": "redemption:7", "member_id": 1, "amount_fen": 100,
        "captured_at": "2026-11-21T04:00:00Z",
    },
    "PaymentMismatch": {
        "payment_id": 3, "purpose": "redemption:7", "amount_fen": 100, "said_fen": 99,
        "said_currency": "CNY",
    },
    "CashRefunded": {
        "refund_id": 5, "payment_id": 3, "purpose": "redemption:7",
        "reference": "redemption:7:0", "amount_fen": 100,
    },
    "RefundStuck": {
        "refund_id": 5, "payment_id": 3, "purpose": "redemption:7",
        "reference": "redemption:7:0", "amount_fen": 100, "reason": "ABNORMAL",
    },
    "RefundPaidTwice": {
        "refund_id": 5, "payment_id": 3, "purpose": "redemption:7",
        "reference": "redemption:7:0", "amount_fen": 100,
    },
}  # fmt: skip


# How the redemption stands when the event comes.
STATES = {
    "RedemptionPlaced": "placed",
    "RedemptionCancelled": "cancelled",
    "RedemptionGivenBack": "refunded",
    "RedemptionDelivered": "delivered",
    "BehaviourRecorded": "placed",
    "MemberErased": "placed",
    "TierChanged": "delivered",
    "LatePaymentReturned": "cancelled",
    "PaymentCaptured": "awaiting_payment",
    "PaymentMismatch": "awaiting_payment",
    "CashRefunded": "refunding",
    "RefundStuck": "refunding",
    "RefundPaidTwice": "refunded",
}


@pytest.mark.tampers("bare rows stand for histories that never were")
@pytest.mark.parametrize("name", subscriptions.SUBSCRIPTIONS)
async def test_hearing_it_twice_changes_nothing_more(
    name: str, database: None, now: datetime
) -> None:
    await _begin(STATES[name], now)
    payload = msgspec.json.encode({**EVENTS[name], "occurred_at": now})

    before = await _everything()
    await subscriptions.handle(name, payload, now=now)
    once = await _everything()
    await subscriptions.handle(name, payload, now=now)

    assert before != once, "the first time it does something"
    assert await _everything() == once


async def test_a_purpose_of_another_room_is_refused_aloud(
    database: None, now: datetime
) -> None:
    payload = msgspec.json.encode(
        {**EVENTS["CashRefunded"], "purpose": "deposit:7", "occurred_at": now}
    )
    with pytest.raises(ValueError, match="deposit"):
        await subscriptions.handle("CashRefunded", payload, now=now)


async def _everything() -> list[tuple[object, ...]]:
    rows = await db.fetch(
        "SELECT 'redemption' AS what, id, state FROM redemption UNION ALL"
        " SELECT 'duty', id, state FROM fulfilment UNION ALL"
        " SELECT 'case', id, kind FROM case_file UNION ALL"
        " SELECT 'step', id, kind FROM timeline_entry UNION ALL"
        " SELECT 'badge', id, badge FROM achievement UNION ALL"
        " SELECT 'event', id, name FROM outbox_event ORDER BY 1, 2"
    )
    return [tuple(row) for row in rows]


async def _people(now: datetime) -> None:
    """One who has read nine articles and now a tenth, and one who was deleted."""
    await db.fetch(
        "INSERT INTO member (id, nickname, tier, is_disabled, joined_at)"
        " VALUES (1, 'Ada', 'basic', false, $1), (2, '—', 'basic', true, $1)",
        now,
    )
    await db.fetch(
        "INSERT INTO behaviour_event"
        " (member_id, kind, client_event_id, occurred_at, received_at, data)"
        " SELECT 1, 'article.read', n::text, $1, $1, '{}' FROM generate_series(1, 10) AS n",
        now,
    )
    await db.fetch(
        "INSERT INTO achievement (member_id, badge, earned_at, noted_at)"
        " VALUES (2, 'first-leaf', $1, $1)",
        now,
    )


async def _begin(state: str, now: datetime) -> None:
    is_paid = state in ("placed", "delivered", "refunding", "refunded")
    await _people(now)
    await db.fetch(
        "INSERT INTO redemption (id, member_id, product_id, product_slug, title_zh, title_en,"
        " delivery, quantity, cash_fen, state, payment_id, idempotency_key, placed_at, pay_by,"
        " paid_at, promise_seconds, promise_due_at, delivered_at, earning)"
        " VALUES (7, 1, 1, 'topup-30', '话费', 'Top-up', 'direct', 1, 100, $1, 3, 'k', $2, $2,"
        " $3, 172800, $3::timestamptz + make_interval(secs => 172800), $4,"
        """ '{"points": 0, "cash_fen": 100, "channel": "web", "channel_bps": 10000,"""
        """ "uncapped": 1, "cap": 0}')""",
        *(state, now, now if is_paid else None, now if state == "delivered" else None),
    )
    await db.fetch(
        "INSERT INTO payment (id, member_id, purpose, provider, trade_no, description,"
        " amount_fen, state, created_at, expires_at, captured_at)"
        " VALUES (3, 1, 'redemption:7', 'fake', 'T3', 'Top-up', 100, 'captured', $1, $1, $1)",
        now,
    )
    if state == "refunding":
        await db.fetch(
            "INSERT INTO refund (id, payment, refund_no, reference, amount_fen, reason, state,"
            " requested_at, due_at, done_at)"
            " VALUES (5, 3, 'R5', 'redemption:7:0', 100, 'x', 'done', $1, $1, $1)",
            now,
        )
    if state in ("cancelled", "refunded"):
        await db.fetch(
            "INSERT INTO fulfilment (redemption_id, member_id, product_slug, delivery,"
            " quantity, state, due_at, opened_at)"
            " VALUES (7, 1, 'topup-30', 'direct', 1, 'queued', $1, $1)",
            now,
        )
