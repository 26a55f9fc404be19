"""Every word that a face says is there in Chinese too, with the same gaps."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from app.web import languages

ROOT = Path(__file__).parents[2]
GAP = re.compile(r"%\(\w+\)s")


def spoken() -> set[str]:
    """Every msgid in templates and in app/web."""
    found: set[str] = set()
    for folder, kind in (("app/web", "python"), ("templates", "jinja2")):
        suffix = "**.py" if kind == "python" else "**.html"
        for _, _, message, _, _ in extract_from_dir(
            ROOT / folder,
            method_map=[(suffix, kind)],
            options_map={suffix: {"trimmed": "true"}} if kind == "jinja2" else {},
        ):
            found |= {message} if isinstance(message, str) else set(message)
    return found


def test_every_word_is_translated() -> None:
    known = {
        one
        for message in languages.catalogue("zh-CN")
        if message.id
        for one in ([message.id] if isinstance(message.id, str) else message.id)
    }
    assert sorted(spoken() - known) == []


def test_every_translation_keeps_the_gaps() -> None:
    for message in languages.catalogue("zh-CN"):
        if isinstance(message.id, str) and isinstance(message.string, str):
            assert set(GAP.findall(message.id)) == set(GAP.findall(message.string)), message.id


@pytest.mark.parametrize(
    ("language", "said"), [("zh-CN", "刚刚被兑完了。"), ("en", "It has just sold out.")]
)
def test_words_follow_the_language(language: str, said: str) -> None:
    languages.use(language)
    assert languages.gettext("It has just sold out.") == said


def test_the_mall_says_you_in_one_way() -> None:
    told = (
        *ROOT.glob("app/**/*.po"),
        *ROOT.glob("app/**/*.toml"),
        *ROOT.glob("templates/**/*.html"),
    )
    assert [one.name for one in told if "您" in one.read_text()] == []
    assert any("你" in one.read_text() for one in told)
