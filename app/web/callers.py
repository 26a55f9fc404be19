"""Where a request comes from, and how often it may."""

from functools import partial

from app.kit import redact, secrets
from app.kit.throttle import throttle
from app.members import MemberView
from app.redemption import Asker
from app.settings import Settings

from .clients import Rate
from .requests import HX

HOUR_SECONDS = 3600


def address_of(request: HX) -> str | None:
    """The caller's network address, as the server knows it."""
    return request.client.host if request.client else None


def masked_address(request: HX) -> str | None:
    """The network that the caller is in, for an audit trail: never the whole address."""
    return redact.address(address_of(request))


def asker(member: MemberView, channel: str = "web") -> Asker:
    """Say who asks for a price, and where."""
    return Asker(
        member_id=member.id, tier=member.tier, tier_until=member.tier_until, channel=channel
    )


def placing_key(channel: str, written: str) -> str:
    """Name a caller's own key below its channel, whole however long it is."""
    return f"{channel}:{secrets.digest(written).hex()}"


def express_cap(settings: Settings, member: MemberView) -> int | None:
    """The most points that one tap of this member may give; None where it is switched off."""
    return settings.express_most or None if member.is_express else None


async def limit(request: HX, name: str, subject: str | int, *, most: int) -> None:
    """Count one call of `subject` in this hour; only a keyed hash of it is kept.

    The answer tells what is left. Raises TooManyRequests. Call it before anything else happens.
    """
    hidden = secrets.fingerprint(str(subject), purpose=f"limit:{name}").hex()
    now = request.scope["state"]["now"]
    window = partial(
        Rate, name=name, most=most, window_seconds=HOUR_SECONDS,
        resets_in_seconds=HOUR_SECONDS - int(now.timestamp()) % HOUR_SECONDS,
    )  # fmt: skip
    request.scope["state"]["rate"] = window(left=0)
    left = await throttle(
        key=f"{name}:{hidden}", most=most, window_seconds=HOUR_SECONDS, now=now
    )
    request.scope["state"]["rate"] = window(left=left)
