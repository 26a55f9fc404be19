"""WeChat Pay v3: its calls and notices in our words; the seal signs and verifies them."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

import msgspec

from ..errors import OutcomeUnknown
from ..schemas import CURRENCY, PayParameters
from . import notices, replies, wire
from .contract import (
    Charge,
    ChargeState,
    Declined,
    News,
    Prepaid,
    RefundAnswer,
    RefundOrder,
    RemoteRefund,
    Transaction,
)
from .line import Answer, Line
from .seal import Seal, is_signed

TRADES = "/v3/pay/transactions/out-trade-no"
REFUNDS = "/v3/refund/domestic/refunds"
# Refusals with a meaning of their own; the manuals of v2 and v3 spell them differently.
PAID = frozenset({"ORDERPAID", "ORDER_PAID"})
CLOSED = frozenset({"ORDER_CLOSED", "ORDERCLOSED"})
MISSING = frozenset({"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"})
# The zone of every instant in the provider's manual; it reads whole seconds.
CHINA = timezone(timedelta(hours=8))


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Who we are at the provider; `pay_page` is where a browser can pay, in the demo only."""

    app_id: str
    notify_url: str
    pay_page: str | None = None


class V3Gateway:
    def __init__(self, name: str, account: Account, *, seal: Seal, line: Line) -> None:
        self.name = name
        self.account = account
        self.merchant = seal.keys.merchant
        self.needs_payer = account.pay_page is None
        self.seal = seal
        self.line = line

    async def prepay(self, charge: Charge, *, now: datetime) -> Prepaid | Declined:
        """Announce a charge. Safe to repeat with the same charge."""
        request = wire.PrepayRequest(
            appid=self.account.app_id,
            mchid=self.merchant,
            description=charge.description,
            out_trade_no=charge.trade_no,
            time_expire=charge.expires_at.astimezone(CHINA).isoformat(timespec="seconds"),
            notify_url=self.account.notify_url,
            amount=wire.Amount(total=charge.amount_fen, currency=CURRENCY),
            payer=wire.Payer(charge.payer),
            return_url="" if self.needs_payer else charge.return_url,
        )
        answer = await self._send("POST", "/v3/pay/transactions/jsapi", request, now=now)
        refusal = replies.refusal(answer)
        if refusal is not None:
            return Declined(refusal.code)
        return Prepaid(replies.prepay_id(answer))

    def parameters(self, prepay_id: str, *, now: datetime) -> PayParameters:
        """Sign what the client's pay call needs; nothing leaves."""
        stamp, nonce = f"{now.timestamp():.0f}", secrets.token_hex(16)
        package = f"prepay_id={prepay_id}"
        app_id = self.account.app_id
        return PayParameters(
            provider=self.name,
            app_id=app_id,
            time_stamp=stamp,
            nonce_str=nonce,
            package=package,
            sign_type=self.seal.client_sign_type,
            pay_sign=self.seal.client_sign(
                app_id=app_id, stamp=stamp, nonce=nonce, package=package
            ),
            pay_url=self._pay_url(prepay_id),
        )

    async def query(self, trade_no: str, *, now: datetime) -> Transaction:
        """Ask what became of a charge."""
        answer = await self._send("GET", f"{TRADES}/{trade_no}?mchid={self.merchant}", now=now)
        refusal = replies.refusal(answer)
        if refusal is None:
            reply = replies.decode(answer, wire.TransactionReply)
            if reply.out_trade_no != trade_no:
                raise OutcomeUnknown("the answer is about another charge")
            return self._transaction(reply)
        if _ends(answer, refusal, MISSING):
            return Transaction(trade_no=trade_no, state=ChargeState.MISSING)
        raise OutcomeUnknown(f"the query was answered {refusal.code}")

    async def close(self, trade_no: str, *, now: datetime) -> bool:
        """Make a charge unpayable; False when it has been paid. Safe to repeat."""
        request = wire.CloseRequest(self.merchant)
        answer = await self._send("POST", f"{TRADES}/{trade_no}/close", request, now=now)
        refusal = replies.refusal(answer)
        if refusal is None or _ends(answer, refusal, CLOSED | MISSING):
            return True
        if refusal.code in PAID:
            return False
        raise OutcomeUnknown(f"closing was answered {refusal.code}")

    async def refund(self, order: RefundOrder, *, now: datetime) -> RefundAnswer:
        """Ask for cash to go back. Safe to repeat under the same `refund_no` only."""
        request = wire.RefundRequest(
            out_trade_no=order.trade_no,
            out_refund_no=order.refund_no,
            reason=order.reason,
            notify_url=self.account.notify_url,
            amount=wire.Amount(
                refund=order.amount_fen, total=order.total_fen, currency=CURRENCY
            ),
        )
        answer = await self._send("POST", REFUNDS, request, now=now)
        refusal = replies.refusal(answer)
        if refusal is not None:
            return RefundAnswer(state=RemoteRefund.REFUSED, reason=refusal.code)
        return replies.refund(answer, order.refund_no)

    async def query_refund(self, refund_no: str, *, now: datetime) -> RefundAnswer:
        """Ask what became of a refund."""
        answer = await self._send("GET", f"{REFUNDS}/{refund_no}", now=now)
        refusal = replies.refusal(answer)
        if refusal is None:
            return replies.refund(answer, refund_no)
        if _ends(answer, refusal, MISSING):
            return RefundAnswer(state=RemoteRefund.MISSING)
        raise OutcomeUnknown(f"the refund query was answered {refusal.code}")

    def verify(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> str:
        """Check a notice and return its key. Raises NotGenuine or Unreadable."""
        return notices.key(headers, body, seal=self.seal, now=now)

    def read(self, body: bytes) -> News:
        """Read a notice that was verified when it came. Raises Unreadable."""
        return notices.news(
            body, seal=self.seal, app_id=self.account.app_id, merchant=self.merchant
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self.line.aclose()

    def _transaction(self, reply: wire.TransactionReply) -> Transaction:
        return replies.transaction(reply, app_id=self.account.app_id, merchant=self.merchant)

    def _pay_url(self, prepay_id: str) -> str | None:
        page = self.account.pay_page
        return None if page is None else f"{page}/{quote(prepay_id, safe='')}"

    async def _send(
        self, method: str, path: str, request: msgspec.Struct | None = None, *, now: datetime
    ) -> Answer:
        """Sign, send, and believe only what the provider has signed.

        It leaves some refusals without any signature. Those pass, since they only make us
        ask again; what would end our asking is believed signed only (`_ends`).
        """
        body = b"" if request is None else msgspec.json.encode(request)
        headers = self.seal.headers(method, path, body, now=now)
        if body:
            headers["Content-Type"] = "application/json"
        answer = await self.line.send(method, path, body=body, headers=headers)
        if answer.status >= 400 and not is_signed(answer.headers):
            return answer
        if not self.seal.is_genuine(answer.headers, answer.body, now=now):
            raise OutcomeUnknown(f"{path} was answered without a good signature")
        return answer


def _ends(answer: Answer, refusal: wire.Refusal, codes: frozenset[str]) -> bool:
    """Tell whether a refusal is among `codes`, by which nothing is left to ask.

    Raises OutcomeUnknown for one that the provider has not signed.
    """
    if refusal.code in codes and not is_signed(answer.headers):
        raise OutcomeUnknown(f"{refusal.code} without a signature")
    return refusal.code in codes
