"""No price times quantity outgrows its column."""

import msgspec
import pytest

from app.catalogue import NewPrice, Pricing, policy
from app.kit.errors import InvalidInput

LARGEST = 10**12


@pytest.mark.parametrize("written", [LARGEST + 1, 2**62, 0, -1])
@pytest.mark.parametrize(
    ("field", "pricing"), [("points", Pricing.POINTS), ("cash_fen", Pricing.CASH)]
)
def test_a_price_is_bounded(field: str, pricing: Pricing, written: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        policy.check_price(msgspec.structs.replace(NewPrice(), **{field: written}), pricing)
    assert refused.value.facts == {"field": field, "reason": "out_of_range"}


def test_the_largest_price_is_taken() -> None:
    policy.check_price(NewPrice(points=LARGEST), Pricing.POINTS)
