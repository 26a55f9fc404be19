"""What the fake supplier would send at the end of a month: its own truth, as a CSV file.

With `mistakes=yes` it charges one delivery 1.00 yuan too much, leaves one out, charges one
twice, and lists one that nobody ordered, so that there is something to find.
"""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from .behaviour import Does
from .truth import Truth

ZONE = ZoneInfo("Asia/Shanghai")
HEADINGS = ("商户订单号", "平台订单号", "商品编号", "数量", "金额", "状态", "完成时间")
SAID = {Does.WHOLE: "成功", Does.HALF: "部分成功", Does.REFUSE: "失败"}
STRANGER = ("NOBODY-ORDERED-THIS", "FK000000000000", "PHONE-50", 1, 4_900, "成功", "")

Row = tuple[str, str, str, int, int, str, str]


def written(truth: Truth, query: bytes, now: datetime) -> bytes:
    """Write what was settled by `now`: `?supplier=fake-main&month=2026-11&mistakes=yes`."""
    asked = parse_qs(query.decode("latin-1"))
    supplier, month = (asked.get(name, [""])[0] for name in ("supplier", "month"))
    rows = [
        row for row in _rows(truth, supplier, now) if row[6].startswith(month.replace("/", "-"))
    ]
    if asked.get("mistakes") == ["yes"]:
        rows = _mistaken(rows)
    file = io.StringIO()
    out = csv.writer(file)
    out.writerow(HEADINGS)
    for *words, cost_fen, said, at in rows:
        out.writerow((*words, f"{cost_fen // 100}.{cost_fen % 100:02d}", said, at))
    return file.getvalue().encode("gb18030")


def _rows(truth: Truth, supplier: str, now: datetime) -> Iterable[Row]:
    for order in truth.settled(now):
        if supplier and not str(order["callback_url"]).endswith(f"/{supplier}"):
            continue
        at = datetime.fromtimestamp(order["due_at_ms"] / 1000, UTC).astimezone(ZONE)
        yield (
            order["reference"], order["remote_no"], order["sku"], order["quantity"],
            order["cost_fen"], SAID[Does(order["does"])], f"{at:%Y-%m-%d %H:%M:%S}",
        )  # fmt: skip


def _mistaken(rows: list[Row]) -> list[Row]:
    """Spoil the first three deliveries, each in a way of its own."""
    good = [row for row in rows if row[5] == SAID[Does.WHOLE]]
    changed = list(rows)
    if good:
        dear = (*good[0][:4], good[0][4] + 100, *good[0][5:])
        changed[changed.index(good[0])] = dear
    if len(good) > 1:
        changed.remove(good[1])
    if len(good) > 2:
        changed.append(good[2])
    return [*changed, STRANGER]
