"""One measured figure beside the limit that was measured in the same run."""

from collections.abc import Iterable

import msgspec


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """`ratio` is value to limit; `bound` is the least it may be, or the most if `is_most`."""

    name: str
    value: float
    unit: str
    limit: float
    ratio: float
    bound: float | None
    what: str
    is_most: bool = False

    @property
    def is_kept(self) -> bool:
        if self.bound is None:
            return True
        return self.ratio <= self.bound if self.is_most else self.ratio >= self.bound


def table(measures: Iterable[Measure]) -> str:
    """Lay measures out as a Markdown table."""
    lines = [
        "| name | value | limit | ratio | bound | |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for one in measures:
        sign = "≤" if one.is_most else "≥"
        bound = f"{sign} {one.bound:g}" if one.bound is not None else "–"
        kept = "kept" if one.is_kept else "**missed**"
        lines.append(
            f"| `{one.name}` | {one.value:,.1f} {one.unit} | {one.limit:,.1f} | {one.ratio:.2f}"
            f" | {bound} | {kept}: {one.what} |"
        )
    return "\n".join(lines)


def as_json(measures: Iterable[Measure]) -> str:
    told = {
        one.name: {"value": one.value, "unit": one.unit, "limit": one.limit, "ratio": one.ratio}
        for one in measures
    }
    return msgspec.json.encode(told).decode()
