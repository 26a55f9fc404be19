"""A supplier with a truth of its own, behind the contract that every adapter keeps.

What really happens to an order is drawn when it is taken; what we are told of it is another
matter: answers get lost, callbacks repeat, lie and overtake each other.
"""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from app.kit import db
from suppliers import (
    Accepted,
    Callback,
    CallbackRejected,
    Card,
    Delivered,
    Duplicate,
    Kind,
    Missing,
    NotSubmitted,
    Outcome,
    Partial,
    Processing,
    RechargeOrder,
    Rejected,
    Reversed,
    Unknown,
)

from .fates import FATES, Event, Fate, Fated
from .storm import Clock, answered, reach

SUBMIT_DEADLINE = timedelta(seconds=20)


class Post(msgspec.Struct, frozen=True):
    """A callback's body, as this supplier writes it."""

    reference: str
    event: str
    number: int
    is_signed: bool = True


@dataclass
class Order:
    """What the supplier knows of one submission."""

    reference: str
    sku: str
    quantity: int
    is_card: bool
    taken_at: datetime
    listed_at: datetime
    events: list[tuple[datetime, Event]]
    cards: tuple[Card, ...] = ()
    said_no: bool = False  # A definite failure was told, whatever became of it.

    def status(self, at: datetime) -> Event:
        past = [event for when, event in self.events if when <= at]
        return past[-1] if past else Event.PROCESSING

    def has_delivered(self, at: datetime) -> bool:
        """Whether the member has it now."""
        return self.status(at) is Event.DELIVERED

    @property
    def is_lie(self) -> bool:
        """Whether it was delivered although we had been told that it never would be."""
        return self.said_no and any(event is Event.DELIVERED for _, event in self.events)


@dataclass
class Manners:
    """How a supplier behaves in one history; chances out of one."""

    fates: dict[Fate, float]
    deaf: float = 0.0
    stale: float = 0.0
    lost: float = 0.0
    repeated: float = 0.0
    lying: float = 0.0


@dataclass(frozen=True)
class Letter:
    """A callback on its way."""

    due_at: datetime
    supplier: str
    body: bytes


class ModelSupplier:
    """One supplier, in this process, at the port that the contract names."""

    KEYS: frozenset[str] = frozenset()
    first_query_after_seconds = 30
    min_query_interval_seconds = 20
    missing_after_seconds = 900
    ack = b"ok"
    ack_media_type = "text/plain"

    def __init__(self, name: str, clock: Clock) -> None:
        self.name = name
        self.clock = clock
        self.begin(random.Random(0), Manners({}), Counter())

    def begin(self, dice: random.Random, manners: Manners, seen: Counter[str]) -> None:
        """Forget everything: another history begins."""
        self.dice, self.manners, self.seen = dice, manners, seen
        self.orders: dict[str, Order] = {}
        self.letters: list[Letter] = []
        self.submissions: Counter[str] = Counter()
        self.cards = 0

    async def submit(self, order: RechargeOrder) -> Outcome:
        """Take one order, or not; answer, or not."""
        db.refuse_inside_transaction()
        asked_at = self.clock.now
        await reach()
        if self.clock.now - asked_at > SUBMIT_DEADLINE:
            return NotSubmitted("it came too late to be sent")
        self.clock.turn(self.dice.uniform(0.05, 1.5))
        self.submissions[order.reference] += 1
        fate = self._fate(order)
        self.seen[f"fate {fate}"] += 1
        outcome = self._take(order, FATES[fate])
        if isinstance(outcome, Unknown):
            self.seen["unknown"] += 1
            self.clock.turn(self.dice.uniform(1, 15))
        await answered("supplier")
        return outcome

    async def query(
        self, reference: str, *, submitted_at: datetime, remote_no: str | None = None
    ) -> Outcome:
        """Tell what became of an order, if the line holds."""
        db.refuse_inside_transaction()
        await reach()
        self.clock.turn(self.dice.uniform(0.02, 0.6))
        if self.dice.random() < self.manners.deaf:
            self.seen["unknown"] += 1
            self.clock.turn(self.dice.uniform(1, 8))
            return Unknown("the line went dead")
        outcome = self._tell(reference, submitted_at)
        await answered("supplier")
        return outcome

    async def balance(self) -> int | None:
        """Tell nothing of balances."""
        return None

    def read_callback(self, raw: bytes, headers: Mapping[str, str]) -> Callback:
        """Read a letter of this supplier. Raises CallbackRejected for any other."""
        try:
            post = msgspec.json.decode(raw, type=Post)
        except msgspec.MsgspecError as error:
            raise CallbackRejected("not ours") from error
        hints: dict[str, Outcome] = {
            "delivered": Delivered("claimed"), "rejected": Rejected("claimed"),
        }  # fmt: skip
        return Callback(
            reference=post.reference,
            event_key=f"{post.reference}:{post.event}:{post.number}"[:80],
            hint=hints.get(post.event) if post.is_signed else None,
            is_verified=post.is_signed,
        )

    async def aclose(self) -> None:
        """Hold no connections."""

    def _fate(self, order: RechargeOrder) -> Fate:
        fates = {
            fate: weight
            for fate, weight in self.manners.fates.items()
            if order.kind is Kind.CARD or fate is not Fate.CARD_AGAIN
        }
        if not fates:
            return Fate.NOW
        return self.dice.choices([*fates], [*fates.values()])[0]

    def _take(self, asked: RechargeOrder, fate: Fated) -> Outcome:
        now = self.clock.now
        if fate.is_taken:
            events = [(now + wait, event) for wait, event in fate.events(self.dice)]
            hidden = fate.hidden(self.dice)
            order = Order(
                asked.reference, asked.sku, asked.quantity, asked.kind is Kind.CARD, now,
                now + hidden, events,
            )  # fmt: skip
            order.cards = self._cards(order, is_repeated=fate.repeats_card)
            if asked.reference not in self.orders:  # A second submission is a second order.
                self.orders[asked.reference] = order
            self._write(order)
        match fate.answer:
            case "told":
                return self._say(self.orders[asked.reference], now)
            case "accepted":
                return Accepted(f"R-{asked.reference[-8:]}")
            case "duplicate":
                return Duplicate()
            case "refused":
                return self._refuse(asked.reference, Rejected("E1", "no stock"))
            case "refused for good":
                return self._refuse(
                    asked.reference,
                    Rejected("E2", "no such account", is_retryable_elsewhere=False),
                )
            case "refuses us":
                return self._refuse(
                    asked.reference, Rejected("E3", "no balance", is_our_fault=True)
                )
            case "unreachable":
                return NotSubmitted("connection refused")
        return Unknown("no answer")

    def _refuse(self, reference: str, outcome: Rejected) -> Rejected:
        if reference in self.orders:
            self.orders[reference].said_no = True
        return outcome

    def _tell(self, reference: str, submitted_at: datetime) -> Outcome:
        now = self.clock.now
        order = self.orders.get(reference)
        if order is None or order.listed_at > now:
            patience = timedelta(seconds=self.missing_after_seconds)
            if order is not None and now - submitted_at >= patience:
                order.said_no = True
            return Missing()
        if self.dice.random() < self.manners.stale:
            return Processing()
        return self._say(order, now)

    def _say(self, order: Order, at: datetime) -> Outcome:
        match order.status(at):
            case Event.DELIVERED:
                self.seen["told delivered"] += 1
                cost_fen = 100 * order.quantity
                return Delivered(f"R-{order.reference[-8:]}", cost_fen, order.cards)
            case Event.REJECTED:
                order.said_no = True
                return Rejected("E9", "refused after all")
            case Event.PARTIAL:
                return Partial(None, 50, "half of it")
            case Event.REVERSED:
                order.said_no = True
                return Reversed()
        return Processing()

    def _cards(self, order: Order, *, is_repeated: bool) -> tuple[Card, ...]:
        if not order.is_card:
            return ()
        kept = []
        for _ in range(order.quantity):
            self.cards += 0 if is_repeated and self.cards else 1
            kept.append(Card(f"{self.name}-{self.cards:06}", "pin"))
        return tuple(kept)

    def _write(self, order: Order) -> None:
        """Post a callback for everything that happens: late, twice, wrong, or not at all."""
        for number, (when, event) in enumerate(order.events):
            if self.dice.random() < self.manners.lost:
                continue
            told = event.value
            if self.dice.random() < self.manners.lying:
                told = "rejected" if event is Event.DELIVERED else "delivered"
            is_signed = self.dice.random() < 0.8
            body = msgspec.json.encode(Post(order.reference, told, number, is_signed))
            copies = 1 + (self.dice.random() < self.manners.repeated) * self.dice.randint(1, 3)
            for _ in range(copies):
                due_at = when + timedelta(seconds=self.dice.expovariate(1 / 120))
                self.letters.append(Letter(due_at, self.name, body))
