"""Chinese as it is typed: in pinyin, whole or by the first letters."""

import re
from itertools import accumulate

LONGEST = 24  # Letters from one syllable on; nobody types more before looking.
_CHINESE = re.compile(r"[\u3400-\u9fff]+")


def keys(said: str) -> str:
    """Write what one may type for these words, each key after a blank.

    铅笔筒 → " tong bitong qianbitong t bt qbt".
    A key begins at each syllable, so that a search for " bi" finds no syllable's middle.
    """
    from pypinyin import lazy_pinyin  # Its tables are large: only who writes needs them.

    found: dict[str, None] = {}
    for run in _CHINESE.findall(said):
        syllables = lazy_pinyin(run)
        for spelt in (syllables, [one[0] for one in syllables]):
            endings = accumulate(reversed(spelt), lambda rest, one: one + rest)
            found |= dict.fromkeys(one[:LONGEST] for one in endings)
    return "".join(f" {one}" for one in found)
