"""How the provider's rows read on the wire."""

import sqlite3
from datetime import UTC, datetime
from typing import Any

from .behaviour import Behaviour

Told = dict[str, Any]


def charge(row: sqlite3.Row, behaviour: Behaviour) -> Told:
    """Tell a charge as a query and a notice do."""
    told: Told = {
        "appid": behaviour.app_id or row["app_id"],
        "mchid": behaviour.merchant or row["merchant"],
        "out_trade_no": row["trade_no"],
        "trade_type": "JSAPI",
        "trade_state": row["state"],
        "amount": {
            "total": row["amount_fen"] + behaviour.adds_fen,
            "currency": behaviour.currency,
        },
    }
    if row["paid_at_ms"] is not None:
        paid_at = datetime.fromtimestamp(row["paid_at_ms"] / 1000, UTC)
        told |= {"transaction_id": row["remote_no"], "success_time": paid_at.isoformat()}
    return told


def refund(row: sqlite3.Row) -> Told:
    """Tell a refund as an answer and a query do."""
    return {
        "refund_id": row["remote_no"],
        "out_refund_no": row["refund_no"],
        "out_trade_no": row["trade_no"],
        "status": row["status"],
        "amount": {"refund": row["amount_fen"], "currency": "CNY"},
    }


def notice(row: sqlite3.Row, resource: Told) -> Told:
    """Put a sealed resource into the envelope of a notice."""
    return {
        "id": row["id"],
        "event_type": row["kind"],
        "resource_type": "encrypt-resource",
        "summary": row["kind"],
        "resource": resource,
    }
