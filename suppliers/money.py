"""Yuan as suppliers write it, and fen as the house counts it. Never through a float."""

from decimal import Decimal, InvalidOperation

# No single top-up costs ten million yuan; a larger number is a mistake, not a price.
MOST_YUAN = Decimal(10_000_000)


def fen(yuan: Decimal | None) -> int | None:
    """Turn yuan into fen; None when there is none, or when it is no whole price."""
    if yuan is None or not yuan.is_finite() or abs(yuan) > MOST_YUAN:
        return None
    amount = yuan * 100
    return int(amount) if amount == amount.to_integral_value() else None


def read_fen(text: str | None) -> int | None:
    """Read yuan from text; None when it is no whole price."""
    try:
        return fen(Decimal(text)) if text else None
    except InvalidOperation:
        return None


def yuan(amount_fen: int) -> Decimal:
    """Write fen as yuan with two decimals."""
    return Decimal(amount_fen).scaleb(-2).quantize(Decimal("0.01"))
