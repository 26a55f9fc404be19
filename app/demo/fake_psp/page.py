"""The page on which a person pays: one sum, one button, no script."""

import sqlite3
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template

from .truth import ms

PAGE = Template(Path(__file__).with_name("page.html").read_text(encoding="utf-8"))
BUTTON = Template(Path(__file__).with_name("button.html").read_text(encoding="utf-8"))

WORDS = {
    "zh": {
        "lang": "zh-CN",
        "title": "演示收银台",
        "note": "这是演示支付，不会产生真实扣款。",
        "pay": "确认支付",
        "back": "返回商城",
        "number": "商户单号",
        "paid": "已支付",
        "over": "订单已关闭",
    },
    "en": {
        "lang": "en",
        "title": "Demo checkout",
        "note": "A demonstration: no real money moves.",
        "pay": "Pay now",
        "back": "Back to the shop",
        "number": "Merchant number",
        "paid": "Paid",
        "over": "This order is closed",
    },
}


def page(row: sqlite3.Row, *, language: str, back: str, now: datetime) -> str:
    """Draw a charge; the button is there only while it can be paid."""
    words = WORDS["zh" if language.lower().startswith("zh") else "en"]
    is_payable = row["state"] == "NOTPAY" and row["expires_at_ms"] > ms(now)
    shown = {name: escape(text) for name, text in words.items()}
    end = words["over" if row["state"] in ("CLOSED", "NOTPAY") else "paid"]
    action = BUTTON.substitute(shown) if is_payable else f"<p role=status>{escape(end)}</p>"
    return PAGE.substitute(
        shown,
        amount=f"{row['amount_fen'] // 100}.{row['amount_fen'] % 100:02d}",
        description=escape(row["description"]),
        trade_no=escape(row["trade_no"]),
        return_url=escape(back),
        action=action,
    )
