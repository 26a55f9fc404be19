"""What of our own stock may be sold, and when somebody should buy more."""

from datetime import date

LOW_SHARE = 10  # The last tenth of a stock …
LEAST_TOTAL = 10  # … that was not meant to be scarce.


def is_sellable(expires_on: str, *, on: date) -> bool:
    """Tell whether a code of ours lasts beyond today; what is no ISO day is not sold."""
    try:
        return date.fromisoformat(expires_on) > on
    except ValueError:
        return False


def is_low(*, available: int, total: int) -> bool:
    """Tell whether a row of stock runs out: its last tenth, unless few were ever meant."""
    return total >= LEAST_TOTAL and available * LOW_SHARE <= total
