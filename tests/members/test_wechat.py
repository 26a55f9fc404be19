"""WeChat says who signs in; its refusals, its silence and its races are all expected."""

import asyncio
import logging
import threading
from datetime import datetime

import pytest

from app import members
from app.demo.fake_wechat import FakeWechat, openid, unionid
from app.kit import db
from app.kit.db import NetworkInsideTransaction
from app.kit.throttle import TooManyRequests
from app.members import gateway

pytestmark = pytest.mark.usefixtures("database", "demo")


def app_at(base_url: str, app_id: str = "demo-app") -> gateway.WechatApp:
    return gateway.WechatApp(base_url=base_url, app_id=app_id, secret="the-wechat-secret")


class TestSignInWithWechat:
    async def test_knows_a_person_by_every_code(self, now: datetime) -> None:
        first = await members.sign_in_with_wechat(code="anna.1", now=now)
        again = await members.sign_in_with_wechat(code="anna.2", now=now)
        assert first == again
        assert first.phone_masked is None
        assert first != await members.sign_in_with_wechat(code="berta.1", now=now)

    async def test_refuses_a_code_the_second_time(self, now: datetime) -> None:
        await members.sign_in_with_wechat(code="anna.1", now=now)
        with pytest.raises(members.WechatCodeInvalid):
            await members.sign_in_with_wechat(code="anna.1", now=now)

    async def test_takes_a_code_of_the_demo_again(self, now: datetime) -> None:
        first = await members.sign_in_with_wechat(code="demo-1", now=now)
        assert first == await members.sign_in_with_wechat(code="demo-1", now=now)

    @pytest.mark.parametrize(
        ("code", "refusal"),
        [
            ("bad-code", members.WechatCodeInvalid),
            ("", members.WechatCodeInvalid),
            ("a\x00b", members.WechatCodeInvalid),
            ("x" * 129, members.WechatCodeInvalid),
            ("busy", members.WechatUnavailable),
            ("often", TooManyRequests),
            ("risk", members.WechatRefused),
        ],
    )
    async def test_translates_every_refusal(
        self, code: str, refusal: type[Exception], now: datetime
    ) -> None:
        with pytest.raises(refusal):
            await members.sign_in_with_wechat(code=code, now=now)
        assert await db.fetch("SELECT FROM member") == []

    async def test_makes_one_member_of_twenty_first_signs_in(self, now: datetime) -> None:
        signed = await asyncio.gather(
            *(members.sign_in_with_wechat(code=f"anna.{n}", now=now) for n in range(20))
        )
        assert len({one.id for one in signed}) == 1
        assert len(await db.fetch("SELECT FROM member")) == 1
        assert len(await db.fetch("SELECT FROM identity")) == 2

    async def test_makes_one_member_when_only_some_tell_the_unionid(
        self, now: datetime
    ) -> None:
        codes = [f"anna.{n}{'-unbound' if n % 2 else ''}" for n in range(20)]
        signed = await asyncio.gather(
            *(members.sign_in_with_wechat(code=code, now=now) for code in codes)
        )
        assert len({one.id for one in signed}) == 1
        assert len(await db.fetch("SELECT FROM member")) == 1

    async def test_adds_a_unionid_that_becomes_known_later(
        self, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = await members.sign_in_with_wechat(code="anna.1-unbound", now=now)
        assert len(await db.fetch("SELECT FROM identity")) == 1
        await members.sign_in_with_wechat(code="anna.2", now=now)
        other_app = members.WechatUser(
            app_id="second-app", openid=openid("second-app", "anna"), unionid=unionid("anna")
        )
        with pytest.raises(members.IdentityTaken):
            await members.enrol(phone="13912345678", nickname="x", wechat=other_app, now=now)
        assert len(await db.fetch("SELECT FROM identity")) == 2
        assert (await members.sign_in_with_wechat(code="anna.3", now=now)).id == first.id

    async def test_refuses_a_disabled_member(self, now: datetime) -> None:
        anna = await members.sign_in_with_wechat(code="anna.1", now=now)
        await members.disable(member_id=anna.id, now=now)
        with pytest.raises(members.MemberDisabled):
            await members.sign_in_with_wechat(code="anna.2", now=now)

    async def test_never_asks_inside_a_transaction(self, now: datetime) -> None:
        with pytest.raises(NetworkInsideTransaction):
            async with db.transaction():
                await members.sign_in_with_wechat(code="anna.1", now=now)


class TestWechatUser:
    async def test_gives_up_on_an_answer_that_drips(self, wechat: FakeWechat) -> None:
        with pytest.raises(members.WechatUnavailable) as refused:
            await gateway.wechat_user(app_at(wechat.base_url), "slow", deadline_seconds=0.5)
        assert refused.value.facts == {"reason": "timeout"}

    @pytest.mark.parametrize("base_url", ["http://127.0.0.1:1", "http://[", "nonsense"])
    async def test_says_unavailable_when_nobody_listens(self, base_url: str) -> None:
        with pytest.raises(members.WechatUnavailable):
            await gateway.wechat_user(app_at(base_url), "anna.1")

    async def test_says_unavailable_when_the_answer_is_another(
        self, wechat: FakeWechat
    ) -> None:
        with pytest.raises(members.WechatUnavailable):
            await gateway.wechat_user(app_at(f"{wechat.base_url}/elsewhere"), "anna.1")

    async def test_tells_nobody_the_secret(
        self, wechat: FakeWechat, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        await gateway.wechat_user(app_at(wechat.base_url), "anna.1")
        with pytest.raises(members.WechatUnavailable) as refused:
            await gateway.wechat_user(app_at(f"{wechat.base_url}/elsewhere"), "anna.2")
        assert "the-wechat-secret" not in caplog.text
        assert "the-wechat-secret" not in repr((refused.value, refused.value.facts))

    async def test_ignores_a_proxy_of_the_environment(
        self, wechat: FakeWechat, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
        known = await gateway.wechat_user(app_at(wechat.base_url), "anna.1")
        assert known.openid == openid("demo-app", "anna")
        assert known.openid != openid("second-app", "anna")


class TestLink:
    async def test_lets_a_phone_member_sign_in_by_wechat(self, now: datetime) -> None:
        anna = await members.enrol(phone="13912345678", nickname="Anna", now=now)
        assert await members.link_wechat(member_id=anna.id, code="anna.1", now=now) == anna
        assert await members.link_wechat(member_id=anna.id, code="anna.2", now=now) == anna
        assert await members.sign_in_with_wechat(code="anna.3", now=now) == anna

    async def test_refuses_the_wechat_account_of_another(self, now: datetime) -> None:
        await members.sign_in_with_wechat(code="anna.1", now=now)
        berta = await members.enrol(phone="13912345678", nickname="Berta", now=now)
        with pytest.raises(members.IdentityTaken):
            await members.link_wechat(member_id=berta.id, code="anna.2", now=now)

    async def test_gives_a_wechat_member_a_phone(self, now: datetime) -> None:
        anna = await members.sign_in_with_wechat(code="anna.1", now=now)
        linked = await link_phone(anna.id, "13912345678", now)
        assert linked.phone_masked == "139****5678"
        assert await members.find_by_phone("+8613912345678") == linked
        assert await members.phone(anna.id) == "13912345678"

    async def test_refuses_the_phone_of_another(self, now: datetime) -> None:
        await members.enrol(phone="13912345678", nickname="Berta", now=now)
        anna = await members.sign_in_with_wechat(code="anna.1", now=now)
        with pytest.raises(members.IdentityTaken):
            await link_phone(anna.id, "13912345678", now)
        assert (await members.member(anna.id)).phone_masked is None

    async def test_refuses_a_second_phone_also_at_the_same_time(self, now: datetime) -> None:
        anna = await members.sign_in_with_wechat(code="anna.1", now=now)
        done = await asyncio.gather(
            *(link_phone(anna.id, f"1391234567{n}", now) for n in range(5)),
            return_exceptions=True,
        )
        assert sum(isinstance(one, members.PhoneAlreadyLinked) for one in done) == 4
        kept = await db.fetch("SELECT FROM identity WHERE kind = 'phone'")
        assert len(kept) == 1


async def link_phone(member_id: int, phone: str, now: datetime) -> members.MemberView:
    sent = await members.request_code(phone=phone, address=None, now=now)
    return await members.link_phone(
        member_id=member_id, phone=phone, code=sent.demo_code or "", now=now
    )


class TestFakeWechat:
    async def test_survives_a_burst(self, wechat: FakeWechat) -> None:
        app = app_at(wechat.base_url)
        known = await asyncio.gather(*(gateway.wechat_user(app, f"p{n}.1") for n in range(30)))
        assert len({one.openid for one in known}) == 30
        assert threading.active_count() < 100
