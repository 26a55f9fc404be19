"""A text in the two languages of the house, and numbers that need none."""

import msgspec


class Text(msgspec.Struct, frozen=True):
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """Choose the words for a language tag; Chinese unless the tag says English."""
        return self.en if language.lower().startswith("en") else self.zh


def decimals(number: int, unit: int) -> str:
    """Write hundredths or ten-thousandths without needless zeros: 15000 of 10000 is 1.5."""
    whole, rest = divmod(number, unit)
    return f"{whole}.{rest:0{len(str(unit)) - 1}}".rstrip("0").rstrip(".")
