"""A price in the words of the caller's language."""

from .filters import points as spelled_points
from .filters import yuan
from .languages import ngettext


def price_text(points: int | None, cash_fen: int | None) -> str:
    """Write a price as the pages do: 800 points, ¥399.00, 800 points + ¥9.00."""
    said = []
    if points:
        counted = ngettext("%(shown)s point", "%(shown)s points", points)
        said.append(counted % {"shown": spelled_points(points)})
    if cash_fen:
        said.append(yuan(cash_fen))
    return " + ".join(said)
