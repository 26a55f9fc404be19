"""What is expected to go wrong is told in one plain sentence, with exit code 2."""

import socket
from pathlib import Path

import pytest

from tests.cli.conftest import Ended, Laurel

PRODUCTION = {
    "LAUREL_MODE": "production",
    "LAUREL_SECRET": "a-secret-of-one's-own-with-32-characters",
    "LAUREL_BASE_URL": "https://mall.example",
}
MERCHANT = PRODUCTION | {
    "LAUREL_WECHATPAY_MERCHANT": "1900000001",
    "LAUREL_WECHATPAY_SERIAL": "5157F09E",
    "LAUREL_WECHATPAY_PRIVATE_KEY": "/nowhere/apiclient_key.pem",
    "LAUREL_WECHATPAY_API_V3_KEY": "k" * 32,
    "LAUREL_WECHATPAY_PUBLIC_KEYS": "/nowhere",
}
SUPPLIER = """
[[supplier]]
name = "acme"
adapter = "fake"
base_url = "http://127.0.0.1:9"
keys = {{ secret = "s" }}
offers = [{{ product = "{product}", sku = "X", cost_fen = 1 }}]
"""


def refused(ended: Ended, about: str) -> None:
    assert (ended.code, ended.out) == (2, ""), ended
    assert about in ended.err
    assert ended.err.count("\n") == 1, "one sentence, no trace"
    assert ended.err.endswith(".\n")


@pytest.mark.parametrize(
    ("settings", "about"),
    [
        ({}, "LAUREL_SECRET"),
        ({"LAUREL_SECRET": "demo-secret-that-production-refuses"}, "LAUREL_SECRET"),
        ({**PRODUCTION, "LAUREL_BASE_URL": "http://mall.example"}, "https://"),
        ({**PRODUCTION, "LAUREL_WECHAT_BASE_URL": "http://127.0.0.1:9"}, "WECHAT_BASE_URL"),
        ({**PRODUCTION, "LAUREL_PROMISE_SECONDS": "172801"}, "172800"),
        ({**PRODUCTION, "LAUREL_DATABASE_URL": "postgres://127.0.0.1:1/x"}, "database"),
        ({**PRODUCTION, "LAUREL_DATABASE_URL": "nonsense"}, "database"),
        ({**PRODUCTION, "LAUREL_WECHATPAY_MERCHANT": "1900000001"}, "_PRIVATE_KEY"),
        (MERCHANT | {"LAUREL_WECHATPAY_API_V3_KEY": "short"}, "API_V3_KEY"),
        (MERCHANT, "LAUREL_WECHATPAY_PRIVATE_KEY"),
    ],
)
async def test_refuses_unusable_settings(
    laurel: Laurel, settings: dict[str, str], about: str
) -> None:
    refused(await laurel("dispatcher", **settings), about)


async def test_refuses_a_fake_supplier_in_production(
    laurel: Laurel, tmp_path: Path, database: None, database_url: str
) -> None:
    file = tmp_path / "suppliers.toml"
    file.write_text(SUPPLIER.format(product="x"))
    settings = {"LAUREL_SUPPLIERS": str(file), "LAUREL_DATABASE_URL": database_url}
    refused(await laurel("dispatcher", **PRODUCTION, **settings), "fake")


async def test_refuses_an_offer_of_a_product_that_does_not_exist(
    laurel: Laurel, tmp_path: Path, database: None, database_url: str
) -> None:
    file = tmp_path / "suppliers.toml"
    file.write_text(SUPPLIER.format(product="no-such-thing"))
    settings = {"LAUREL_SUPPLIERS": str(file), "LAUREL_DATABASE_URL": database_url}
    ended = await laurel("dispatcher", LAUREL_MODE="demo", **settings)
    refused(ended, "product that does not exist: no-such-thing")


async def test_refuses_a_suppliers_file_that_is_not_there(
    laurel: Laurel, database: None, database_url: str
) -> None:
    settings = {"LAUREL_SUPPLIERS": "/nowhere.toml", "LAUREL_DATABASE_URL": database_url}
    refused(await laurel("watchdog", LAUREL_MODE="demo", **settings), "nowhere.toml")


@pytest.mark.parametrize("offset", [0, 2])
async def test_up_refuses_a_port_that_is_taken(laurel: Laurel, offset: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused(await laurel("up", "--port", str(port - offset)), f"Port {port} is taken")


async def test_refuses_a_second_operator_of_one_name(
    laurel: Laurel, database: None, database_url: str
) -> None:
    settings = {"LAUREL_MODE": "demo", "LAUREL_DATABASE_URL": database_url}
    first = await laurel("operators", "add", "lin", "--role", "ops", **settings)
    assert first.code == 0, first.err
    assert "otpauth://" in first.out
    refused(await laurel("operators", "add", "lin", "--role", "ops", **settings), "lin")
