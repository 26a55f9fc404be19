"""A payment provider with a truth of its own, behind the port of the payments room.

It counts what came in and what went out. One refund number moves cash once, whatever is asked
how often; answers get lost, refunds linger or get stuck, notices repeat.
"""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from app.kit import db
from app.payments.errors import NotGenuine, NotSent, OutcomeUnknown, Unreadable
from app.payments.gateway import (
    Charge,
    ChargeState,
    Declined,
    News,
    PaymentNews,
    Prepaid,
    RefundAnswer,
    RefundNews,
    RefundOrder,
    RemoteRefund,
    Transaction,
)
from app.payments.schemas import PayParameters

from .storm import Clock, answered, reach


class Told(msgspec.Struct, frozen=True):
    """A notice's body, as this provider writes it."""

    key: str
    paid: Transaction | None = None
    refund_no: str = ""
    seal: str = "genuine"


@dataclass
class Bill:
    """What the provider knows of one charge."""

    trade_no: str
    amount_fen: int
    expires_at: datetime
    paid_at: datetime | None = None
    is_closed: bool = False

    @property
    def state(self) -> ChargeState:
        if self.paid_at is not None:
            return ChargeState.PAID
        return ChargeState.CLOSED if self.is_closed else ChargeState.UNPAID

    def transaction(self) -> Transaction:
        is_paid = self.paid_at is not None
        return Transaction(
            trade_no=self.trade_no, state=self.state, amount_fen=self.amount_fen * is_paid,
            currency="CNY" if is_paid else "", remote_no=f"W{self.trade_no}" if is_paid else "",
            paid_at=self.paid_at,
        )  # fmt: skip


@dataclass
class Return:
    """What the provider knows of one refund."""

    refund_no: str
    trade_no: str
    amount_fen: int
    done_at: datetime | None  # None: it never will be, without a person.
    stuck_at: datetime | None = None

    def state(self, at: datetime) -> RemoteRefund:
        if self.done_at is not None and self.done_at <= at:
            return RemoteRefund.DONE
        if self.stuck_at is not None and self.stuck_at <= at:
            return RemoteRefund.STUCK
        return RemoteRefund.PROCESSING


@dataclass
class Moods:
    """How the provider behaves in one history; chances out of one."""

    silent: float = 0.0  # It acts, and does not answer.
    unreachable: float = 0.0
    slow: float = 0.0
    stuck: float = 0.0
    busy: float = 0.0
    lost: float = 0.0
    repeated: float = 0.0
    stubborn: float = 0.0  # What was closed is paid all the same.


@dataclass(frozen=True)
class Notice:
    """A notice on its way."""

    due_at: datetime
    body: bytes


@dataclass
class ModelPsp:
    """The provider, in this process."""

    clock: Clock
    name: str = "model"
    needs_payer: bool = False
    dice: random.Random = field(default_factory=random.Random)
    moods: Moods = field(default_factory=Moods)
    seen: Counter[str] = field(default_factory=Counter)
    bills: dict[str, Bill] = field(default_factory=dict)
    returns: dict[str, Return] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    wrongs: list[str] = field(default_factory=list)

    async def prepay(self, charge: Charge, *, now: datetime) -> Prepaid | Declined:
        """Write a bill; the same charge finds the same bill."""
        await self._called()
        bill = self.bills.setdefault(
            charge.trade_no, Bill(charge.trade_no, charge.amount_fen, charge.expires_at)
        )
        if bill.amount_fen != charge.amount_fen:
            self.wrongs.append(f"{charge.trade_no} was billed twice, differently")
        await self._answer()
        return Prepaid(f"P{charge.trade_no}")

    def parameters(self, prepay_id: str, *, now: datetime) -> PayParameters:
        """Say how to pay; nothing leaves."""
        return PayParameters(
            provider=self.name, app_id="app", time_stamp="0", nonce_str="n",
            package=f"prepay_id={prepay_id}", sign_type="RSA", pay_sign="s",
        )  # fmt: skip

    async def query(self, trade_no: str, *, now: datetime) -> Transaction:
        """Tell the truth about a charge, if the line holds."""
        await self._called()
        bill = self.bills.get(trade_no)
        await self._answer()
        if bill is None:
            return Transaction(trade_no=trade_no, state=ChargeState.MISSING)
        return bill.transaction()

    async def close(self, trade_no: str, *, now: datetime) -> bool:
        """Make a charge unpayable, unless it has been paid."""
        await self._called()
        bill = self.bills.get(trade_no)
        if bill is not None and bill.paid_at is None:
            bill.is_closed = True
        await self._answer()
        return bill is None or bill.paid_at is None

    async def refund(self, order: RefundOrder, *, now: datetime) -> RefundAnswer:
        """Give cash back once per number."""
        await self._called()
        bill = self.bills.get(order.trade_no)
        if bill is None or bill.paid_at is None:
            self.wrongs.append(f"{order.refund_no} gives back what nobody paid")
            return RefundAnswer(state=RemoteRefund.REFUSED, reason="NOT_PAID")
        known = self.returns.get(order.refund_no)
        if known is None:
            if self.dice.random() < self.moods.busy:
                await self._answer()
                return RefundAnswer(state=RemoteRefund.REFUSED, reason="FREQUENCY_LIMITED")
            known = self._give_back(order)
        elif known.amount_fen != order.amount_fen:
            self.wrongs.append(f"{order.refund_no} was asked for with two amounts")
        elif known.state(self.clock.now) is RemoteRefund.STUCK:
            self._take_up(known)
        await self._answer()
        return self._told(known)

    async def query_refund(self, refund_no: str, *, now: datetime) -> RefundAnswer:
        """Tell the truth about a refund, if the line holds."""
        await self._called()
        known = self.returns.get(refund_no)
        await self._answer()
        return self._told(known) if known else RefundAnswer(state=RemoteRefund.MISSING)

    def verify(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> str:
        """Check a notice. Raises NotGenuine or Unreadable."""
        told = _decoded(body)
        if told.seal != "genuine":
            raise NotGenuine
        return told.key

    def read(self, body: bytes) -> News:
        """Read a notice that was verified when it came."""
        told = _decoded(body)
        return PaymentNews(told.paid) if told.paid else RefundNews(told.refund_no)

    async def aclose(self) -> None:
        """Hold no connections."""

    def pay(self, trade_no: str) -> bool:
        """Let the member pay a bill, once."""
        bill = self.bills.get(trade_no)
        if bill is None or bill.paid_at is not None:
            return False
        bill.paid_at = self.clock.now
        self._notify(Told(f"paid:{trade_no}", paid=bill.transaction()), self.clock.now)
        return True

    def payable(self) -> list[str]:
        """Name the bills that a member can still pay; a stubborn provider closes none."""
        is_stubborn = self.dice.random() < self.moods.stubborn
        wanted = {ChargeState.UNPAID} | ({ChargeState.CLOSED} if is_stubborn else set())
        return [no for no, bill in self.bills.items() if bill.state in wanted]

    def kept_fen(self, trade_no: str, at: datetime) -> int:
        """Tell how much of a charge has come in and not gone out."""
        bill = self.bills.get(trade_no)
        came = bill.amount_fen if bill and bill.paid_at else 0
        return came - sum(
            one.amount_fen
            for one in self.returns.values()
            if one.trade_no == trade_no and one.state(at) is RemoteRefund.DONE
        )

    def settle_stuck(self) -> int:
        """Let a person at the provider start again what is stuck; returns how many."""
        stuck = [one for one in self.returns.values() if one.done_at is None]
        for one in stuck:
            self._take_up(one)
        return len(stuck)

    def remind(self) -> None:
        """Tell of every payment again, as providers do for a day."""
        for trade_no, bill in self.bills.items():
            if bill.paid_at is not None:
                self._notify(Told(f"paid:{trade_no}", paid=bill.transaction()), bill.paid_at)

    def _take_up(self, stuck: Return) -> None:
        wait = self.dice.expovariate(1 / 20_000) if self.moods.slow else 0
        stuck.stuck_at, stuck.done_at = None, self.clock.now + timedelta(seconds=wait)

    def _give_back(self, order: RefundOrder) -> Return:
        wait = timedelta(seconds=self.dice.expovariate(1 / 1800))
        is_slow = self.dice.random() < self.moods.slow
        ended_at = self.clock.now + (wait if is_slow else timedelta())
        known = Return(order.refund_no, order.trade_no, order.amount_fen, ended_at)
        if self.dice.random() < self.moods.stuck:
            known.done_at, known.stuck_at = None, ended_at
        self.returns[order.refund_no] = known
        told = Told(f"refund:{order.refund_no}", refund_no=order.refund_no)
        self._notify(told, ended_at)
        return known

    def _told(self, known: Return) -> RefundAnswer:
        state = known.state(self.clock.now)
        return RefundAnswer(
            state=state, amount_fen=known.amount_fen, remote_no=f"B{known.refund_no}",
            reason="ABNORMAL" if state is RemoteRefund.STUCK else "",
        )  # fmt: skip

    async def _called(self) -> None:
        db.refuse_inside_transaction()
        await reach()
        self.clock.turn(self.dice.uniform(0.02, 0.8))
        if self.dice.random() < self.moods.unreachable:
            raise NotSent("connection refused")

    async def _answer(self) -> None:
        if self.dice.random() < self.moods.silent:
            self.seen["psp silent"] += 1
            self.clock.turn(self.dice.uniform(1, 10))
            raise OutcomeUnknown("no answer")
        await answered("psp")

    def _notify(self, told: Told, at: datetime) -> None:
        if self.dice.random() < self.moods.lost:
            return
        copies = 1 + (self.dice.random() < self.moods.repeated) * self.dice.randint(1, 3)
        for _ in range(copies):
            due_at = at + timedelta(seconds=self.dice.expovariate(1 / 90))
            self.notices.append(Notice(due_at, msgspec.json.encode(told)))


def _decoded(body: bytes) -> Told:
    try:
        return msgspec.json.decode(body, type=Told)
    except msgspec.MsgspecError as error:
        raise Unreadable("not ours") from error
