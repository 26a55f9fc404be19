"""What a first line of a file of codes may call its columns, and what is no heading at all.

A heading that is taken for a code would be sold: what is doubtful is refused, not guessed.
"""

import re

from .errors import CardsRefused

# Lower case, without blanks and signs: see _word.
_WORDS = {
    "number": "number cardnumber cardno cardnum card code cardcode couponcode vouchercode"
    " giftcode redeemcode redemptioncode activationcode 卡号 卡号码 卡券号 卡密 券码 券号"
    " 卡券码 兑换码 激活码 充值码 充值卡号 礼品卡号",
    "password": "password cardpassword pwd pin cardpin pincode pinnumber passcode secret"
    " cardsecret 密码 卡密码 卡券密码 兑换密码 充值密码",
    "expires_on": "expireson expires expiry expirydate expiration expirationdate expiredate"
    " validuntil validto 有效期 有效期至 有效期限 到期日 到期日期 到期时间 失效日期 过期时间"
    " 截止日期",
}
HEADINGS = {name: frozenset(words.split()) for name, words in _WORDS.items()}
BOTH = "卡密"  # The code itself, or what opens the card number beside it.
# Between what should be columns; no card number has one of them.
SEPARATORS = frozenset(";；，|\t")

_REMARK = re.compile(r"[(（\[【].*?[)）\]】]")


def heading(line: int, cells: list[str]) -> tuple[str, ...] | None:
    """Tell what a first line calls the columns; None when it is a code already.

    Raises CardsRefused for a heading that is unknown, not complete, or names a column twice.
    """
    if any(SEPARATORS & set(cell) for cell in cells[:1]):
        raise CardsRefused(line=line, why="separator")
    while cells and not cells[-1]:
        cells = cells[:-1]
    words = [_word(cell) for cell in cells]
    known = [_column(word, words) for word in words]
    if not any(known) and _is_code(cells):
        return None
    if not all(known):
        raise CardsRefused(line=line, why="heading")
    if len(set(known)) < len(known):
        raise CardsRefused(line=line, why="heading_twice")
    if "number" not in known:
        raise CardsRefused(line=line, why="heading_no_number")
    return tuple(known)


def _word(cell: str) -> str:
    """Take from a heading all that people write differently: case, blanks, signs, remarks."""
    return "".join(sign for sign in _REMARK.sub("", cell).casefold() if sign.isalnum())


def _column(word: str, words: list[str]) -> str:
    """Name the column that a word stands for; empty when it is none that we know."""
    if word == BOTH:
        others = HEADINGS["number"] - {BOTH}
        return "password" if others & set(words) else "number"
    return next((name for name, known in HEADINGS.items() if word in known), "")


def _is_code(cells: list[str]) -> bool:
    has_digit = any(sign.isdigit() for cell in cells for sign in cell)
    return has_digit and all(cell.isascii() for cell in cells)
