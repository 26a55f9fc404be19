"""Which programs make up a whole mall on one machine, and what they are told."""

import os
import sys
from pathlib import Path

from app import opening
from app.demo import fake_psp
from app.kit.errors import ConfigurationRefused
from app.kit.supervisor import Program
from app.settings import ROLES, Settings

CALL_WECHAT = "from app.demo.fake_wechat import main; main()"
LOOPBACK = "http://127.0.0.1"
KEYS = "fake-provider-keys"


def settle_environment(port: int, data: Path) -> None:
    """Fill in what one machine needs and nobody has set; the programs inherit it."""
    os.environ["LAUREL_MODE"] = os.environ.get("LAUREL_MODE") or "demo"
    if os.environ.get("LAUREL_MODE") != "demo":
        return
    supplier, wechat, _ = _demo_ports(port)
    for name, value in {
        "LAUREL_BASE_URL": f"{LOOPBACK}:{port}",
        "LAUREL_FAKE_BASE_URL": f"{LOOPBACK}:{supplier}",
        "LAUREL_FAKE_SECRET": opening.FAKE_SECRET,
        "LAUREL_WECHAT_BASE_URL": f"{LOOPBACK}:{wechat}",
        **_fake_provider(port, data),
    }.items():
        os.environ[name] = os.environ.get(name) or value


def _fake_provider(port: int, data: Path) -> dict[str, str]:
    """Share keys with the fake payment provider, unless a real merchant's are set."""
    if os.environ.get("LAUREL_WECHATPAY_MERCHANT"):
        return {}
    provider = _demo_ports(port)[2]
    try:
        keys = fake_psp.keys_in(data / KEYS)
    except (OSError, ValueError) as error:
        raise ConfigurationRefused(
            f"The keys in {data / KEYS} cannot be used: {error}."
        ) from error
    return {"LAUREL_PAYMENT_BASE_URL": f"{LOOPBACK}:{provider}", **keys.settings()}


def share_database(url: str) -> None:
    """Let every program find the database without looking for it."""
    os.environ["LAUREL_DATABASE_URL"] = url


def ports(settings: Settings, port: int) -> tuple[int, ...]:
    """List the ports that must be free."""
    return (port, *_demo_ports(port)) if settings.is_demo else (port,)


def programs(settings: Settings, port: int) -> list[Program]:
    """List what the supervisor keeps running, the demo's strangers first."""
    house = [
        _laurel("web", "--port", str(port)),
        *(_python(role, "app.workers", role) for role in ROLES),
    ]
    return [*_strangers(settings, port), *house] if settings.is_demo else house


def _strangers(settings: Settings, port: int) -> list[Program]:
    supplier, wechat, provider = _demo_ports(port)
    kept = settings.data.resolve()
    return [
        _python(
            "supplier", "suppliers.fake", "--port", str(supplier),
            "--truth", str(kept / "fake-supplier.db"),
            "--promise-seconds", str(settings.promise_seconds),
        ),
        # As a call, since its package has imported it by the time `-m` would run it.
        Program("wechat", (sys.executable, "-c", CALL_WECHAT, "--port", str(wechat))),
        _python(
            "provider", "app.demo.fake_psp", "--port", str(provider),
            "--truth", str(kept / "fake-provider.db"), "--keys", str(kept / KEYS),
            "--base-url", settings.base_url,
        ),
    ]  # fmt: skip


def _demo_ports(port: int) -> tuple[int, int, int]:
    return port + 1, port + 2, port + 3


def _laurel(name: str, *options: str) -> Program:
    return Program(name, (sys.executable, "-m", "app.cli", name, *options))


def _python(name: str, module: str, *options: str) -> Program:
    return Program(name, (sys.executable, "-m", module, *options))
