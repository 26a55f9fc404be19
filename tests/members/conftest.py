"""The members' room over the real database, and WeChat over a real socket."""

import threading
from collections.abc import Iterator

import pytest

from app import settings
from app.demo.fake_wechat import FakeWechat


@pytest.fixture
def wechat() -> Iterator[FakeWechat]:
    """A fake WeChat that listens on loopback, with a memory of its own."""
    with FakeWechat(0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def demo(wechat: FakeWechat, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Settings of the demo, with WeChat at the fake's address."""
    monkeypatch.setenv("LAUREL_MODE", "demo")
    monkeypatch.setenv("LAUREL_WECHAT_BASE_URL", wechat.base_url)
    settings.current.cache_clear()
    yield
    settings.current.cache_clear()


@pytest.fixture
def production(demo: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Settings of a real shop; set after the demo's."""
    monkeypatch.setenv("LAUREL_MODE", "production")
    monkeypatch.setenv("LAUREL_SECRET", "a-secret-of-production-32-characters")
    monkeypatch.setenv("LAUREL_BASE_URL", "https://mall.example")
    monkeypatch.delenv("LAUREL_WECHAT_BASE_URL")
    settings.current.cache_clear()
    yield
    settings.current.cache_clear()
