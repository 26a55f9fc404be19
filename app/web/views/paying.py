"""Paying the cash part of a redemption, from either face."""

from datetime import datetime

from app import members, payments, redemption, settings
from app.kit.errors import InvalidInput
from app.payments import PayParameters
from app.redemption import NotPayable


async def pay(
    *,
    redemption_id: int,
    member_id: int,
    provider: str | None,
    now: datetime,
    return_url: str = "",
) -> PayParameters:
    """Announce the payment of a redemption and return what the client's pay call needs.

    `provider` None takes the one it was opened with. Asks the network: never inside a
    transaction. Raises NotFound, NotPayable, InvalidInput for another provider, PaymentOver,
    PayerUnknown, ProviderUnavailable. Safe to repeat.
    """
    owed = await redemption.redemption(redemption_id, member_id=member_id)
    if not owed.may_pay or owed.payment_id is None:
        raise NotPayable(state=owed.state)
    opened = await payments.payment(owed.payment_id)
    if provider not in (None, opened.provider):
        raise InvalidInput(field="provider", reason="unknown")
    app_id = settings.current().wechat_app_id
    payer = await members.openid(member_id=member_id, app_id=app_id)
    return await payments.prepare(
        payment_id=opened.id, now=now, payer=payer or "", return_url=return_url
    )
