"""Who is asked next: what is known of the sellers, put before the policy."""

from datetime import datetime

from app import redemption, settings

from .. import gateway, policy, queries
from ..schemas import OWN_CODES, CaseKind, Duty
from .alarms import raise_alarm
from .circuits import claim_probe


async def route(duty: Duty, *, now: datetime) -> policy.Route:
    """Choose a supplier, and take its one probe where its circuit is open.

    A loss that the promise costs us raises an alarm, once for each supplier and product.
    """
    sellers = gateway.sellers(duty.product_slug)
    going = await redemption.destination(duty.redemption_id)
    known = await queries.conditions([config.name for config, _ in sellers], at=now)
    candidates = {
        config.name: policy.Candidate(
            name=config.name,
            is_armed=known[config.name].is_armed,
            priority=config.priority,
            circuit=known[config.name].circuit,
            band=policy.band(known[config.name].health),
            cost_fen=offer.cost_fen,
            is_below_margin=policy.is_below_margin(
                revenue_fen=going.value_fen,
                cost_fen=offer.cost_fen * duty.quantity,
                floor_bps=config.margin_floor_bps,
            ),
        )
        for config, offer in sellers
    }
    if await _are_codes_held_back(duty, now):
        candidates[OWN_CODES] = policy.Candidate(name=OWN_CODES, is_armed=False)
    tried = await queries.failures(duty.id)
    chosen = policy.choose(
        candidates.values(), tried, now=now, since=going.paid_at, due_at=going.promise_due_at
    )
    if chosen.supplier is None:
        return chosen
    return await _secured(duty, candidates[chosen.supplier], chosen, now)


async def _are_codes_held_back(duty: Duty, now: datetime) -> bool:
    """Tell whether our own codes would do, were they not stopped: that is worth a wait."""
    if duty.delivery != "card" or await queries.is_armed(OWN_CODES):
        return False
    return await queries.free_codes(duty.product_slug, on=settings.day_of(now)) >= duty.quantity


async def _secured(
    duty: Duty, candidate: policy.Candidate, chosen: policy.Route, now: datetime
) -> policy.Route:
    retry_at = policy.may_probe_at(candidate.circuit)
    is_probe = retry_at is not None and retry_at <= now
    if is_probe and not await claim_probe(supplier=candidate.name, now=now):
        return policy.Route(wait_until=policy.after_probe(now))
    if candidate.is_below_margin:
        facts: dict[str, str | int] = {
            "supplier": candidate.name, "product": duty.product_slug,
            "redemption": duty.redemption_id, "cost_fen": candidate.cost_fen * duty.quantity,
        }  # fmt: skip
        about = f"margin:{candidate.name}:{duty.product_slug}"
        await raise_alarm(kind=CaseKind.BELOW_MARGIN, about=about, facts=facts, now=now)
    return chosen
