"""A text in the two languages of the house."""

import msgspec


class Text(msgspec.Struct, frozen=True):
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """Choose the words for a language tag; Chinese unless the tag says English."""
        return self.en if language.lower().startswith("en") else self.zh
