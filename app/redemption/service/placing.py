"""Place a redemption: the row, the hold, the payment and the stock in one transaction."""

from datetime import datetime

import msgspec

from app import catalogue, ledger, members, payments
from app.catalogue import Offer
from app.kit import db, outbox, redact, secrets

from .. import policy, queries
from ..accounts import account_of
from ..errors import AddressRequired, SlotRequired
from ..events import RedemptionPlaced
from ..schemas import Placing, RedemptionRequest, RedemptionView, State, Step, reference
from .limits import check_again, check_limit
from .pricing import Agreed, agreed
from .rewarding import written
from .timeline import enter

ACCOUNT = "recharge account"
ADDRESS = "delivery address"

_INSERT = """
INSERT INTO redemption (member_id, product_id, product_slug, title_zh, title_en, delivery,
       quantity, points, cash_fen, state, account_sealed, account_masked, account_index,
       address_sealed, slot_id, channel, idempotency_key, placed_at, pay_by, paid_at,
       promise_seconds, promise_due_at, earning, is_express)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
        $20, $21, $20::timestamptz + make_interval(secs => $21::integer),
        $22::jsonb, $23)
ON CONFLICT (member_id, idempotency_key) DO NOTHING
RETURNING id, member_is_gone(member_id) AS is_gone"""


@db.atomic
async def place(
    *, request: RedemptionRequest, placing: Placing, now: datetime
) -> RedemptionView:
    """Give points (and owe cash) for a product; the member is owed it from now on.

    In one transaction: the redemption, the hold, the stock. With a cash part it waits for
    the payment first. Raises SoldOut, InsufficientPoints, TierTooLow, NotOnSale,
    LimitReached, PriceChanged, QuoteExpired, AccountInvalid, AddressRequired, SlotRequired,
    ExpressOff, ExpressUnavailable, ExpressAgain, MemberDisabled. Safe to repeat with the same
    key: the first redemption is returned.
    """
    first = await queries.by_key(placing.member_id, placing.idempotency_key)
    if first is not None:  # Whatever has changed since: price, stock, shelf.
        return first
    offer = await catalogue.offer(product_id=request.product_id, tier=placing.tier, at=now)
    policy.checked_quantity(request.quantity, most=offer.limit_per_redemption)
    if offer.delivery == "booking" and request.slot_id is None:
        raise SlotRequired
    price = await agreed(offer, request, asker=placing, now=now)
    policy.check_express(offer, request, (price.points, price.cash_fen), placing.express_cap)
    redemption_id = await _insert(offer, request, placing, price, now)
    if redemption_id is None:  # The same key came twice at once, and the other was first.
        return await queries.placed_under(placing.member_id, placing.idempotency_key)
    if offer.limit_per_member is not None:
        await check_limit(offer, placing.member_id, offer.limit_per_member)
    await _owe(redemption_id, offer, placing, price, now)
    if request.express_points is not None:
        await check_again(redemption_id, offer, placing.member_id, now)
    # The stock row is the hottest: it is locked last, so that it is locked shortest.
    await catalogue.reserve(
        product_id=offer.id, slot_id=request.slot_id, quantity=request.quantity,
        reference=reference(redemption_id), now=now,
    )  # fmt: skip
    return await queries.redemption(redemption_id, member_id=placing.member_id)


async def _owe(
    redemption_id: int, offer: Offer, placing: Placing, price: Agreed, now: datetime
) -> None:
    """Hold the points and open the payment; without a cash part it is owed at once."""
    points, cash_fen = price.points, price.cash_fen
    purpose = reference(redemption_id)
    undo = 0 if cash_fen else policy.undo_seconds(placing.undo_seconds, placing.promise_seconds)
    facts: dict[str, str | int] = {"points": points, "cash_fen": cash_fen}
    await enter(
        redemption_id=redemption_id,
        kind=Step.AWAITING_PAYMENT if cash_fen else Step.PLACED,
        now=now,
        actor="member",
        facts=facts | {"undo_seconds": undo} if undo else facts,
        hold_id=await _hold(placing.member_id, points, purpose, now),
        payment_id=await _open_payment(offer, placing, cash_fen, purpose, now),
    )
    if not cash_fen:
        await outbox.announce(
            RedemptionPlaced(redemption_id, placing.member_id, offer.delivery, now),
            now=now,
            not_before=now + policy.span(undo),
        )


async def _address(offer: Offer, request: RedemptionRequest, member_id: int) -> str | None:
    if offer.delivery != "shipment":
        return None
    if request.address_id is None:
        raise AddressRequired
    address = await members.address(member_id=member_id, address_id=request.address_id)
    return msgspec.json.encode(address).decode()


async def _insert(
    offer: Offer,
    request: RedemptionRequest,
    placing: Placing,
    price: Agreed,
    now: datetime,
) -> int | None:
    """Insert the row; None when this member has used this key before.

    Raises MemberDisabled, also for one whose deletion was done only just now.
    """
    account = policy.checked_account(
        await _account(offer, request, placing), offer.account_kind
    )
    address = await _address(offer, request, placing.member_id)
    is_paid = not price.cash_fen
    row = await db.fetch_one(
        _INSERT,
        placing.member_id, offer.id, offer.slug, offer.title.zh, offer.title.en, offer.delivery,
        request.quantity, price.points, price.cash_fen,
        State.PLACED if is_paid else State.AWAITING_PAYMENT,
        account and secrets.seal(account, purpose=ACCOUNT),
        account and redact.account(account),
        account and secrets.fingerprint(account, purpose=ACCOUNT),
        address and secrets.seal(address, purpose=ADDRESS),
        request.slot_id, placing.channel, placing.idempotency_key, now,
        None if is_paid else now + policy.span(placing.payment_window_seconds),
        now if is_paid else None, placing.promise_seconds, written(price.earning),
        request.express_points is not None,
    )  # fmt: skip
    if row is None:
        return None
    if row["is_gone"]:
        raise members.MemberDisabled
    return int(row["id"])


async def _account(offer: Offer, request: RedemptionRequest, placing: Placing) -> str | None:
    if request.account or request.account_from is None:
        return request.account
    return await account_of(
        request.account_from,
        member_id=placing.member_id,
        product_id=offer.id,
        kind=offer.account_kind,
    )


async def _hold(member_id: int, points: int, purpose: str, now: datetime) -> int | None:
    if not points:
        return None
    held = await ledger.hold(member_id=member_id, points=points, purpose=purpose, now=now)
    return held.id


async def _open_payment(
    offer: Offer, placing: Placing, cash_fen: int, purpose: str, now: datetime
) -> int | None:
    if not cash_fen:
        return None
    payment = await payments.open_payment(
        purpose=purpose,
        member_id=placing.member_id,
        amount_fen=cash_fen,
        description=offer.title.zh,
        provider=placing.payment_provider or payments.usual_provider(),
        expires_at=now + policy.span(placing.payment_window_seconds),
        now=now,
    )
    return payment.id
