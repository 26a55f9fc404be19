"""What the suppliers' file may say: one supplier, and what it sells us."""

from typing import Annotated

import msgspec

Amount = Annotated[int, msgspec.Meta(ge=0)]
Word = Annotated[str, msgspec.Meta(min_length=1)]


class Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One product that a supplier sells us: its slug, their sku, our cost for one piece.

    `face_fen` is the face value of one piece, for suppliers who are told it; where it is
    absent the mall takes the product's own.
    """

    product: Word
    sku: Word
    cost_fen: Amount
    face_fen: Amount | None = None


class SupplierConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One supplier. The lowest `priority` is asked first; `keys` hold secrets.

    What earns less than `margin_floor_bps` of its price is bought here only as a last resort;
    below `balance_alarm_fen` an operator is called.
    """

    name: str
    adapter: str
    base_url: str
    keys: dict[str, str] = {}
    priority: Amount = 100
    offers: tuple[Offer, ...] = ()
    margin_floor_bps: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0
    balance_alarm_fen: Amount | None = None
    concurrency: Annotated[int, msgspec.Meta(ge=1, le=64)] = 4

    def __repr__(self) -> str:
        """Hide the keys: a Struct prints its fields, and configurations end up in logs."""
        return f"SupplierConfig({self.name!r}, {self.adapter!r}, {self.base_url!r})"

    @property
    def is_encrypted(self) -> bool:
        """Whether nobody on the way can read along; production demands it."""
        return self.base_url.startswith("https://")

    @property
    def is_fake(self) -> bool:
        """Whether nothing real is delivered; production refuses it."""
        return self.adapter == "fake"
