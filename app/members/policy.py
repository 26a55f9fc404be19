"""Decisions about members: no database, no clock, no network."""

import re
from datetime import timedelta

import msgspec

from app.kit import names, redact
from app.kit.errors import InvalidInput

from .schemas import AddressForm, IdentityKind, Purpose, WechatUser

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=5)
# Five guesses at a million values; together with MOST_UNUSED 600 guesses a day at worst.
CODE_TRIES = 5
RESEND_AFTER_SECONDS = 60
# Codes nobody used, per phone and hour: each costs money and gives a guesser five tries.
MOST_UNUSED = 5

HOUR_SECONDS = 3600
MOST_CODES_PER_PHONE = 60
# An office or a mobile carrier hides many members behind one address.
MOST_CODES_PER_ADDRESS = 200
MOST_TRIES_PER_ADDRESS = 400

ACCESS_LIFE = timedelta(hours=2)
REFRESH_LIFE = timedelta(days=30)

LONGEST_WECHAT_CODE = 128
MOST_ADDRESSES = 20

# Long enough to think again, and to notice if somebody else asked.
FAREWELL_COOLING = timedelta(days=7)
# Raised when the text that a member reads changes: then the decision is asked for again.
CONSENT_VERSIONS = {Purpose.PERSONALISATION: 1, Purpose.MARKETING: 1}
LONGEST_LABEL = 80

_PHONE = re.compile(r"1[3-9][0-9]{9}")
_ANNOTATION = re.compile(r"[\s\-()（）]")


def phone(written: str) -> str:
    """Read a mainland mobile number as people write it: +86, 0086, blanks and dashes.

    Returns eleven digits. Raises InvalidInput.
    """
    bare = _ANNOTATION.sub("", written)
    for prefix in ("+86", "0086"):
        bare = bare.removeprefix(prefix)
    if not _PHONE.fullmatch(bare):
        raise InvalidInput(field="phone", reason="not_a_mobile_number")
    return bare


def is_code(written: str) -> bool:
    """Tell whether `written` looks like a one-time code; others are not worth a try."""
    return len(written) == CODE_DIGITS and written.isascii() and written.isdecimal()


def nickname(phone: str | None) -> str:
    """Name a new member, who may choose a better one."""
    return f"会员{phone[-4:]}" if phone else "微信会员"


def subjects(user: WechatUser) -> list[tuple[IdentityKind, str]]:
    """List what proves a WeChat user, the narrowest first."""
    proofs = [(IdentityKind.WECHAT, f"{user.app_id}:{user.openid}")]
    if user.unionid:
        proofs.append((IdentityKind.UNIONID, user.unionid))
    return proofs


def address(form: AddressForm, *, is_first: bool) -> AddressForm:
    """Make an address fit to keep: a normal phone, and the first is the default.

    A face may hand over a form that it built itself, so its limits are checked here too.
    """
    for field in ("recipient", "region", "detail"):
        if not names.is_readable(getattr(form, field)):
            raise InvalidInput(field=field, reason="unusable")
    whole = msgspec.structs.replace(
        form, phone=phone(form.phone), is_default=form.is_default or is_first
    )
    try:
        return msgspec.convert(msgspec.to_builtins(whole), AddressForm)
    except msgspec.ValidationError as error:
        raise InvalidInput(field="address", reason="unusable") from error


def label(form: AddressForm) -> str:
    """Describe an address so that its owner knows it and nobody else learns much."""
    shown = f"{form.recipient[:1]}** {redact.phone(form.phone)} {redact.text(form.region)}"
    return shown[:LONGEST_LABEL]
