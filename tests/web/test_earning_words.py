"""Why so many points, in both languages."""

import pytest

from app import loyalty
from app.loyalty import Earning, Multiplier, Sale
from app.web import languages
from app.web.views.earnings import arithmetic

SPRINT = (Multiplier("sprint", 20_000),)


@pytest.mark.parametrize(
    ("earned", "said"),
    [
        (
            loyalty.earning(Sale(cash_fen=5_800, cost_fen=4_440), multipliers=SPRINT),
            {"zh-CN": "58 元 × 1 × 冲刺 2 = 116，封顶 40",
             "en": "58 yuan × 1 × sprint 2 = 116, capped at 40"},
        ),
        (
            loyalty.earning(Sale(cash_fen=12_850, cost_fen=0, channel="third_party")),
            {"zh-CN": "128.5 元 × 1 × 第三方 0.8 = 102",
             "en": "128.5 yuan × 1 × Third party 0.8 = 102"},
        ),
    ],
)  # fmt: skip
def test_arithmetic_is_said_in_words(earned: Earning, said: dict[str, str]) -> None:
    for language, words in said.items():
        languages.use(language)
        assert arithmetic(earned) == words
