"""What proves who a member is, and what follows: codes, tokens, sign-ins."""

from datetime import datetime

import msgspec


class CodeSent(msgspec.Struct, frozen=True, kw_only=True):
    """A one-time code is on its way. `demo_code` is the code itself, in the demo only."""

    expires_at: datetime
    resend_after_seconds: int
    demo_code: str | None = None


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """What a mini-program keeps; `expires_in` counts the access token's seconds."""

    access_token: str
    refresh_token: str
    expires_in: int


class SignInView(msgspec.Struct, frozen=True, kw_only=True):
    """One sign-in of a mini-program."""

    started_at: datetime
    access_expires_at: datetime
    revoked_at: datetime | None
    device: str | None


class OpenSignIn(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in that can still be used; `used_at` is when its tokens were last renewed."""

    id: int
    device: str | None
    started_at: datetime
    used_at: datetime


class WechatUser(msgspec.Struct, frozen=True, kw_only=True):
    """Whom WeChat recognised: `openid` within one app, `unionid` across the company's apps."""

    app_id: str
    openid: str
    unionid: str | None = None
