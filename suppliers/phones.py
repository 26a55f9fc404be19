"""Phone numbers as the world writes them."""

import re

# A mainland number as members write it; everything else has to name its country.
CHINA = re.compile(r"1[3-9][0-9]{9}")
E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def e164(account: str) -> str | None:
    """Write a number as +8613800138000; None when nobody knows its country."""
    digits = re.sub(r"[ ().\-]", "", account)
    if CHINA.fullmatch(digits):
        return f"+86{digits}"
    number = f"+{digits[2:]}" if digits.startswith("00") else digits
    return number if E164.fullmatch(number) else None
