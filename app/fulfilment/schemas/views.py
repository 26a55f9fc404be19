"""What a member may see of a delivery."""

from datetime import datetime

import msgspec

from app.redemption import RedemptionView

from .duties import FulfilmentState


class DeliveryView(msgspec.Struct, frozen=True, kw_only=True):
    """How a redemption is being delivered, as its member may see it.

    `state` is None until the duty is opened, a moment after the redemption was placed.
    `codes_until` is the last day of the code that ends first, if any ends.
    """

    kind: str
    state: FulfilmentState | None = None
    carrier: str | None = None
    waybill: str | None = None
    codes: int = 0
    codes_until: str | None = None
    revealed_at: datetime | None = None
    slot_id: int | None = None

    @property
    def has_codes(self) -> bool:
        return self.codes > 0


class Tracking(msgspec.Struct, frozen=True, kw_only=True):
    """A redemption with its delivery: what the tracking page and the mini-program show."""

    redemption: RedemptionView
    delivery: DeliveryView


class CodeView(msgspec.Struct, frozen=True, kw_only=True):
    """A card code in the clear: to its owner, after a tap."""

    number: str
    password: str | None
    expires_on: str | None

    def __repr__(self) -> str:
        return "CodeView(…)"
