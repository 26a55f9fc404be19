"""Which language a caller reads, and our words in it. The msgids are English."""

import gettext as stdlib
from contextvars import ContextVar
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DEFAULT = "zh-CN"
LANGUAGES = ("zh-CN", "en")
LOCALE = Path(__file__).parent / "locale"

_current: ContextVar[str] = ContextVar("language", default=DEFAULT)


def current() -> str:
    """The language of the request being answered."""
    return _current.get()


def use(language: str) -> None:
    """Speak `language` for the rest of this request."""
    _current.set(language)


def known(language: str | None) -> str | None:
    """Match a tag to a language of the house, or None."""
    wanted = (language or "").strip().lower().replace("_", "-")
    for one in LANGUAGES:
        if wanted == one.lower() or wanted.split("-")[0] == one.split("-")[0]:
            return one
    return None


@lru_cache(maxsize=512)
def negotiate(accept_language: str) -> str:
    """Choose the best language for an Accept-Language header; Chinese when in doubt."""
    ranked = sorted(
        (_ranked(part) for part in accept_language.split(",")[:20]), key=lambda one: -one[0]
    )
    for quality, tag in ranked:
        if quality > 0 and (found := known(tag)):
            return found
    return DEFAULT


def _ranked(part: str) -> tuple[float, str]:
    tag, _, quality = part.partition(";")
    try:
        return float(quality.strip().removeprefix("q=") or 1), tag
    except ValueError:
        return 0.0, tag


def gettext(text: str) -> str:
    """Say `text` in the language of this request."""
    return _translations(current()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Say the form that fits `count`."""
    return _translations(current()).ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802 - the name that every extractor knows.
    """Mark `text` for translation where a constant is written; `gettext` says it later."""
    return text


def catalogue(language: str) -> Catalog:
    """Read all .po files of a language as one catalogue."""
    merged = Catalog(locale=language.replace("-", "_"))
    for path in sorted((LOCALE / language.replace("-", "_")).glob("LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id and message.string:
                    merged[message.id] = message
    return merged


@lru_cache(maxsize=len(LANGUAGES))
def _translations(language: str) -> stdlib.NullTranslations:
    if language == "en":
        return stdlib.NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return stdlib.GNUTranslations(compiled)
