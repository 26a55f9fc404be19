"""Whether what somebody calls themselves can be read, and turns no words around it."""

import unicodedata

# Controls, what directs others (bidi, joiners, tags), halves of signs, ends of lines.
_NEVER = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_VISIBLE = ("L", "N", "P", "S")
_JOINER = "\u200d"
_NONCHARACTERS = range(0xFDD0, 0xFDF0)


def is_readable(written: str) -> bool:
    """Tell whether `written` shows at least one sign, and holds none that hides or misleads.

    The joiner may stand where it makes one picture of two, as in the emoji of families.
    """
    kinds = [unicodedata.category(sign) for sign in written]
    is_clean = all(
        (kind not in _NEVER or _joins(written, place)) and not _is_no_sign(written[place])
        for place, kind in enumerate(kinds)
    )
    return is_clean and any(kind.startswith(_VISIBLE) for kind in kinds)


def _joins(written: str, place: int) -> bool:
    """Tell whether a joiner stands here between two emoji, of which the first may be varied."""
    if written[place] != _JOINER:
        return False
    before = written[:place].rstrip("\ufe0f")[-1:]
    after = written[place + 1 : place + 2]
    return all(one and unicodedata.category(one) in ("So", "Sk") for one in (before, after))


def _is_no_sign(sign: str) -> bool:
    """Unicode keeps some numbers free for programs; they are nobody's name."""
    return ord(sign) in _NONCHARACTERS or ord(sign) & 0xFFFE == 0xFFFE
