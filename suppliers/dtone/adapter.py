"""DT One DVS: airtime, data and gift PINs abroad. Facts and their lies: README.md."""

from collections.abc import Container, Mapping
from datetime import datetime
from urllib.parse import quote

import msgspec

from ..contract import Callback, Clock, RechargeOrder
from ..errors import CallbackRejected, OutcomeUnknown
from ..http import Line, Reply, decode
from ..money import fen
from ..notices import bounded, event_key, ours
from ..outcomes import Accepted, Duplicate, Missing, Outcome, Processing, Unknown
from ..phones import e164
from . import states, wire

BASE = "/v1"
TAKEN = frozenset({201, 202})
# The statuses that carry one of their errors. 429 and 5xx prove nothing.
REFUSED = frozenset({400, 401, 404})


class DTOne:
    """Speaks to DT One's Digital Value Services, version 1."""

    KEYS = frozenset({"api_key", "api_secret"})

    first_query_after_seconds = 5
    min_query_interval_seconds = 5
    # A transaction is listed when it is answered; the hour is for an answer that was lost.
    missing_after_seconds = 3600
    ack = b"ok"
    ack_media_type = "text/plain"

    def __init__(self, *, name: str, line: Line, keys: Mapping[str, str], clock: Clock) -> None:
        self.name = name
        self.line = line
        self._authorization = wire.basic(keys["api_key"], keys["api_secret"])

    async def submit(self, order: RechargeOrder) -> Outcome:
        """Ask for one delivery. Repeated only while nothing was sent."""
        return states.refusal(order) or await self.line.submit(self._submit, order)

    async def query(
        self, reference: str, *, submitted_at: datetime, remote_no: str | None = None
    ) -> Outcome:
        """Ask what became of `reference`. Safe to repeat."""
        return await self.line.query(self._query, reference)

    async def balance(self) -> int | None:
        """Ask what we have left, in fen; None when it is not in yuan."""
        left = await self.line.query(self._balance)
        return None if isinstance(left, Unknown) else left

    def read_callback(self, raw: bytes, headers: Mapping[str, str]) -> Callback:
        """Read a transaction. Raises CallbackRejected when it is not one.

        They sign nothing, so a callback is never verified and never more than a hint to ask.
        """
        try:
            told = msgspec.json.decode(bounded(raw), type=wire.Transaction)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise CallbackRejected("not a transaction") from error
        return Callback(
            reference=ours(told.external_id),
            event_key=event_key(raw),
            remote_no=states.remote_no(told),
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self.line.aclose()

    async def _submit(self, order: RechargeOrder) -> Outcome:
        number = e164(order.account)
        body = wire.TransactionRequest(
            external_id=order.reference,
            product_id=int(order.sku),
            auto_confirm=True,
            callback_url=order.callback_url,
            credit_party_identifier=wire.Party(number) if number else None,
        )
        reply = await self._send(
            "POST", "/async/transactions", msgspec.json.encode(body), TAKEN | REFUSED
        )
        if reply.status in REFUSED:
            return _refused(reply)
        taken = states.outcome(_about(order.reference, decode(reply, wire.Transaction)))
        return Accepted(taken.remote_no) if isinstance(taken, Processing) else taken

    async def _query(self, reference: str) -> Outcome:
        path = f"/transactions?external_id={quote(reference, safe='')}"
        reply = await self._send("GET", path)
        found = decode(reply, tuple[wire.Transaction, ...])
        if not found:
            return Missing()
        if len(found) > 1:
            return Unknown("several transactions under one number")
        return states.outcome(_about(reference, found[0]))

    async def _balance(self) -> int | None:
        found = decode(await self._send("GET", "/balances"), tuple[wire.Balance, ...])
        yuan = [one.available for one in found if one.unit == "CNY"]
        return fen(yuan[0]) if len(yuan) == 1 else None

    async def _send(
        self, method: str, path: str, body: bytes = b"", expects: Container[int] = (200,)
    ) -> Reply:
        headers = {"Authorization": self._authorization, "Content-Type": "application/json"}
        return await self.line.send(
            method, BASE + path, content=body, headers=headers, expects=expects
        )


def _refused(reply: Reply) -> Outcome:
    """Translate their error. More than one, or one that is not listed, proves nothing."""
    errors = decode(reply, wire.Errors).errors
    if len(errors) != 1:
        return Unknown(f"{len(errors)} errors")
    if errors[0].code == states.DUPLICATE:
        return Duplicate()
    return states.rejected(errors[0]) or Unknown(f"error {errors[0].code}")


def _about(reference: str, found: wire.Transaction) -> wire.Transaction:
    """Take an answer only as an answer to what was asked."""
    if found.external_id != reference:
        raise OutcomeUnknown("the answer is about another transaction")
    return found
