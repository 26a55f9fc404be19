"""The suppliers' file: what it gives, and how it says no."""

from pathlib import Path

import pytest

from suppliers import ConfigurationRefused, Offer, build, offered_products, read

from .stages import NOW

GOOD = """
[[supplier]]
name = "fulu-main"
adapter = "fulu"
base_url = "https://openapi.example"
keys = { app_key = "demo", app_secret = "env:FULU_SECRET" }
priority = 20
margin_floor_bps = 150
concurrency = 8
offers = [{ product = "topup-50", sku = "10000001", cost_fen = 4900 }]

[[supplier]]
name = "fake"
adapter = "fake"
base_url = "http://127.0.0.1:9001"
keys = { secret = "plain" }
priority = 10
offers = [{ product = "topup-50", sku = "50", cost_fen = 5000 }]
"""
ENVIRON = {"FULU_SECRET": "0123456789abcdef0123456789abcdef"}

# What is changed in the file, and the words that must stand in the refusal.
REFUSALS = {
    "TOML": ('name = "fake"', "name = ", "is not TOML"),
    "adapter": ('adapter = "fake"', 'adapter = "juhe"', 'adapter "juhe"; there are'),
    "key lacking": ('secret = "plain"', "", 'lacks the key "secret"'),
    "key unknown": (
        'secret = "plain"',
        'secret = "x", salt = "y"',
        'does not know the key "salt"',
    ),
    "key empty": ('secret = "plain"', 'secret = ""', 'a value for "secret"'),
    "field": ("concurrency = 8", 'colour = "red"', "unknown field `colour`"),
    "table": ("[[supplier]]", "[[suppliers]]", "unknown field `suppliers`"),
    "offer field": ("cost_fen = 4900", "cost = 4900", "unknown field `cost`"),
    "twice": ('"fulu-main"', '"fake"', 'two suppliers called "fake"'),
    "variable": ("env:FULU_SECRET", "env:NOWHERE", "environment variable NOWHERE"),
    "name": ('"fulu-main"', '"Fulu/Main"', "name of small letters"),
    "name empty": ('"fulu-main"', '""', "name of small letters"),
    "negative": ("cost_fen = 4900", "cost_fen = -1", ">= 0"),
    "float": ("cost_fen = 4900", "cost_fen = 49.0", "Expected `int`"),
    "concurrency": ("concurrency = 8", "concurrency = 0", ">= 1"),
    "url": ("https://openapi.example", "openapi.example", "base_url"),
    "url scheme": ("https://openapi.example", "ftp://openapi.example", "base_url"),
    "url query": ("https://openapi.example", "https://a.example/?key=1", "base_url"),
    "url user": ("https://openapi.example", "https://u:p@a.example", "base_url"),
    "offered twice": (
        "cost_fen = 4900 }",
        'cost_fen = 4900 }, { product = "topup-50", sku = "2", cost_fen = 1 }',
        '"topup-50" twice',
    ),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "suppliers.toml"


class TestRead:
    def test_gives_the_first_choice_first(self, path: Path) -> None:
        path.write_text(GOOD, encoding="utf-8")
        first, second = read(path, environ=ENVIRON)
        assert (first.name, second.name) == ("fake", "fulu-main")
        assert second.offers == (Offer("topup-50", "10000001", 4900),)
        assert (second.margin_floor_bps, second.concurrency) == (150, 8)

    def test_takes_secrets_from_the_environment_and_hides_them(self, path: Path) -> None:
        path.write_text(GOOD, encoding="utf-8")
        _, fulu = read(path, environ=ENVIRON)
        assert fulu.keys["app_secret"] == ENVIRON["FULU_SECRET"]
        assert ENVIRON["FULU_SECRET"] not in repr(fulu)

    def test_tells_what_production_must_know(self, path: Path) -> None:
        path.write_text(GOOD, encoding="utf-8")
        fake, fulu = read(path, environ=ENVIRON)
        assert (fake.is_fake, fake.is_encrypted) == (True, False)
        assert (fulu.is_fake, fulu.is_encrypted) == (False, True)

    def test_an_empty_file_has_no_suppliers(self, path: Path) -> None:
        path.write_text("", encoding="utf-8")
        assert read(path, environ={}) == ()

    @pytest.mark.parametrize("case", REFUSALS)
    def test_refuses_in_one_sentence(self, path: Path, case: str) -> None:
        old, new, words = REFUSALS[case]
        assert old in GOOD
        path.write_text(GOOD.replace(old, new), encoding="utf-8")
        with pytest.raises(ConfigurationRefused) as refused:
            read(path, environ=ENVIRON)
        sentence = str(refused.value)
        assert words in sentence
        assert sentence.endswith(".")
        assert "\n" not in sentence

    def test_refuses_a_file_that_is_not_there(self, path: Path) -> None:
        with pytest.raises(
            ConfigurationRefused, match=r"^suppliers.toml cannot be read: No such"
        ):
            read(path, environ={})

    def test_refuses_a_file_that_is_no_text(self, path: Path) -> None:
        path.write_bytes(b"\xff\xfe")
        with pytest.raises(ConfigurationRefused, match="not UTF-8"):
            read(path, environ={})


class TestBuild:
    def test_gives_an_adapter_by_its_own_name(self, path: Path) -> None:
        path.write_text(GOOD, encoding="utf-8")
        fulu = build(read(path, environ=ENVIRON)[1], clock=lambda: NOW)
        assert (fulu.name, fulu.ack) == ("fulu-main", b"success")

    def test_refuses_a_secret_that_opens_no_cards(self, path: Path) -> None:
        path.write_text(GOOD, encoding="utf-8")
        config = read(path, environ={"FULU_SECRET": "short"})[1]
        with pytest.raises(ConfigurationRefused, match="32 ASCII"):
            build(config, clock=lambda: NOW)


def test_offered_products_are_named_once(path: Path) -> None:
    path.write_text(GOOD, encoding="utf-8")
    assert offered_products(read(path, environ=ENVIRON)) == {"topup-50"}
