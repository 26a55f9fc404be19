"""How the members' room says no."""

from app.kit.errors import MallError


class PhoneCodeInvalid(MallError):
    """Wrong, expired, used, tried too often or never sent: nobody learns which."""

    status = 422
    code = "phone_code_invalid"
    field = "otp"
    action = "request_code"


class CodeSentRecently(MallError):
    """`facts` hold `retry_after` in seconds; in a demo `demo_otp`, while that code lasts."""

    status = 429
    code = "code_sent_recently"
    field = "phone"


class SmsUnavailable(MallError):
    """This installation has no way to send a code."""

    status = 503
    code = "sms_unavailable"


class WechatCodeInvalid(MallError):
    """WeChat does not know the code, or it was used before."""

    status = 422
    code = "wechat_code_invalid"
    field = "code"
    action = "login"


class WechatRefused(MallError):
    """WeChat blocks this user as a risk (40226)."""

    status = 403
    code = "wechat_refused"


class WechatUnavailable(MallError):
    """WeChat gave no usable answer; `facts` hold `reason`. Nothing has changed here."""

    status = 503
    code = "wechat_unavailable"
    action = "login"


class TokenInvalid(MallError):
    status = 401
    code = "token_invalid"
    action = "login"


class TokenExpired(MallError):
    status = 401
    code = "token_expired"
    action = "login"


class TokenReused(MallError):
    """A spent refresh token was shown again; the whole sign-in is now revoked."""

    status = 401
    code = "token_reused"
    action = "login"


class MemberDisabled(MallError):
    status = 403
    code = "member_disabled"


class IdentityTaken(MallError):
    """The phone or the WeChat account belongs to another member."""

    status = 409
    code = "identity_taken"


class PhoneAlreadyLinked(MallError):
    """The member has another phone; it is changed only with proof of the old one."""

    status = 409
    code = "phone_already_linked"
    field = "phone"


class TooManyAddresses(MallError):
    """`facts` hold `most`."""

    status = 409
    code = "too_many_addresses"
