"""What the members' room asks the outside world: WeChat who signs in, an SMS company to send.

WeChat wants its secret in the address, so nothing here may log or raise an address.
"""

import asyncio
import functools
import logging
import ssl

import httpx
import msgspec

from app.kit import db
from app.kit.throttle import TooManyRequests

from .errors import SmsUnavailable, WechatCodeInvalid, WechatRefused, WechatUnavailable
from .schemas import WechatUser

DEADLINE_SECONDS = 5.0
BODY_LIMIT = 16 * 1024

INVALID_CODES = {40029, 40163, 41008}  # Unknown, used before, empty.
TOO_FREQUENT = 45011
HIGH_RISK = 40226

# httpx logs each whole address at INFO, and with it the secret.
logging.getLogger("httpx").setLevel(logging.WARNING)


class WechatApp(msgspec.Struct, frozen=True, kw_only=True):
    """Our side of the conversation with WeChat."""

    base_url: str
    app_id: str
    secret: str


class _Session(msgspec.Struct, frozen=True):
    """Their answer. The session_key is not read: nothing here needs it."""

    openid: str | None = None
    unionid: str | None = None
    errcode: int = 0


def require_sms(*, is_demo: bool) -> None:
    """Refuse before anything is stored where no code could be sent.

    No SMS company is connected yet, so production always raises SmsUnavailable.
    """
    if not is_demo:
        raise SmsUnavailable


async def send_code(*, phone: str, code: str, is_demo: bool) -> str | None:
    """Send `code` to `phone`; the demo hands it back to be shown instead.

    Raises SmsUnavailable in production, where no SMS company is connected yet.
    """
    db.refuse_inside_transaction()
    require_sms(is_demo=is_demo)
    return code


async def wechat_user(
    app: WechatApp, code: str, *, deadline_seconds: float = DEADLINE_SECONDS
) -> WechatUser:
    """Ask WeChat whose sign-in `code` is; the whole conversation ends at the deadline.

    A code works once and so does this call. Raises WechatCodeInvalid, WechatRefused,
    TooManyRequests and WechatUnavailable.
    Source: jscode2session, developers.weixin.qq.com (design notes, suppliers 8.1).
    """
    db.refuse_inside_transaction()
    try:
        async with asyncio.timeout(deadline_seconds):
            body = await _get(app, code)
    except TimeoutError:
        raise WechatUnavailable(reason="timeout") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise WechatUnavailable(reason=type(error).__name__) from None
    try:
        session = msgspec.json.decode(body, type=_Session)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise WechatUnavailable(reason="unreadable") from None
    return _user(app, session)


async def _get(app: WechatApp, code: str) -> bytes:
    asked = {
        "appid": app.app_id,
        "secret": app.secret,
        "js_code": code,
        "grant_type": "authorization_code",
    }
    async with (
        httpx.AsyncClient(
            base_url=app.base_url, verify=_tls(), trust_env=False, timeout=None
        ) as client,
        client.stream("GET", "/sns/jscode2session", params=asked) as response,
    ):
        if response.status_code != 200:
            raise httpx.HTTPError(f"status {response.status_code}")
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > BODY_LIMIT:
                raise httpx.HTTPError("the answer is too long")
    return bytes(body)


@functools.cache
def _tls() -> ssl.SSLContext:
    """Read the certificate authorities once, not once for each who signs in."""
    return httpx.create_ssl_context(trust_env=False)


def _user(app: WechatApp, session: _Session) -> WechatUser:
    if session.errcode in INVALID_CODES:
        raise WechatCodeInvalid
    if session.errcode == HIGH_RISK:
        raise WechatRefused
    if session.errcode == TOO_FREQUENT:
        raise TooManyRequests(retry_after=60)
    if session.errcode or not session.openid:
        raise WechatUnavailable(reason=f"errcode {session.errcode}")
    return WechatUser(app_id=app.app_id, openid=session.openid, unionid=session.unionid or None)
