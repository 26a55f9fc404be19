"""Suppliers' callbacks: stored, then acknowledged, then applied as a reason to ask."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from app.kit import db, secrets
from suppliers import CallbackRejected

from .. import gateway, queries
from ..errors import CallbackUnreadable
from ..schemas import Acknowledged

PURPOSE = "supplier callback"

_STORE = """
INSERT INTO supplier_callback (supplier, event_key, reference, headers, body_sealed,
       is_genuine, received_at)
VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7)
ON CONFLICT ON CONSTRAINT supplier_callback_once DO NOTHING"""

_KEPT_HEADERS = ("content-type", "user-agent")


@db.atomic
async def store_callback(
    *, supplier: str, headers: Mapping[str, str], body: bytes, now: datetime
) -> Acknowledged:
    """Store a callback as it came and answer in the supplier's words; applied afterwards.

    Raises SupplierUnknown and CallbackUnreadable. Safe to repeat: a message is kept once.
    """
    adapter = gateway.adapter(supplier)
    try:
        message = adapter.read_callback(body, headers)
    except CallbackRejected as error:
        raise CallbackUnreadable from error
    known = await queries.attempt_by_reference(supplier, message.reference)
    if not message.is_verified and known is None:
        # An attempt is committed before it is sent, so news of it never comes before it.
        raise CallbackUnreadable
    kept = {name: headers[name] for name in _KEPT_HEADERS if name in headers}
    await db.fetch(
        _STORE, supplier, message.event_key[:80],
        known.reference if known else message.reference[:40],
        msgspec.json.encode(kept).decode(),
        secrets.seal(body.decode("utf-8", "replace"), purpose=PURPOSE),
        message.is_verified, now,
    )  # fmt: skip
    return Acknowledged(200, adapter.ack, adapter.ack_media_type)


async def mark_applied(callback_id: int, *, result: str, now: datetime) -> bool:
    """Close a stored callback with what came of it; False when another had closed it."""
    row = await db.fetch_one(
        "UPDATE supplier_callback SET applied_at = $2, result = $3"
        " WHERE id = $1 AND applied_at IS NULL RETURNING id",
        callback_id, now, result,
    )  # fmt: skip
    return row is not None
