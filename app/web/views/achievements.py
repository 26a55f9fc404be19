"""Badges in words and pictures: how rare one is, and the card that its member may share."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

import msgspec
from markupsafe import Markup

from app.achievements import Achievement, Rarity
from app.kit import redact
from app.kit.texts import Text
from app.kit.tiers import Tier
from app.members import MemberView
from app.web.languages import gettext, ngettext

RARE_PERMILLE = 100  # From one in ten downwards it is worth saying "only".
SPRITE = "img/badges.svg"
WREATH = "wreath"
_SYMBOL = re.compile(r'<symbol id="([a-z-]+)"[^>]*>(.*?)</symbol>', re.DOTALL)


class Ink(msgspec.Struct, frozen=True):
    """The four colours of a card: from, to, text, ornament; as the tier's card at home."""

    begins: str
    ends: str
    text: str
    line: str


INKS = {
    Tier.BASIC: Ink("#0B57D0", "#0A3E94", "#FFFFFF", "#9CC0FF"),
    Tier.SILVER: Ink("#E9EDF2", "#BFC8D4", "#14181F", "#515A68"),
    Tier.GOLD: Ink("#8A5A00", "#5E3B00", "#FFF6E0", "#E8C98A"),
    Tier.PLATINUM: Ink("#28495C", "#142A38", "#F1F7FA", "#8FB3C6"),
    Tier.DIAMOND: Ink("#1B1A1E", "#0B0B0D", "#F6F1E4", "#D9B25F"),
}


class ShareCard(msgspec.Struct, frozen=True, kw_only=True):
    """A badge as a picture for others: nothing of the member but a masked name."""

    name: Text
    deed: Text
    who: str
    earned_at: datetime
    ink: Ink
    wreath: Markup
    emblem: Markup


def rarity(told: Rarity) -> str:
    """Say how rare a badge is; among few members by their number, never by a share.

    Nothing where nobody is known to have it: among few that is no news.
    """
    if told.holders == 0 and told.permille is None:
        return ""
    if told.holders == 0:
        return gettext("Nobody has it yet")
    if told.permille is None:
        many = ngettext("%(n)s member has it", "%(n)s members have it", told.holders)
        return many % {"n": f"{told.holders:,}"}
    share = {"share": f"{told.permille // 10}.{told.permille % 10}"}
    if told.permille == 0:
        return gettext("Fewer than 0.1%% of members have it") % share
    if told.permille <= RARE_PERMILLE:
        return gettext("Only %(share)s%% of members have it") % share
    return gettext("%(share)s%% of members have it") % share


def share_card(earned: Achievement, member: MemberView, sprite: bytes) -> ShareCard:
    """Lay out the card of an earned badge."""
    assert earned.badge is not None
    assert earned.earned_at is not None
    drawn = drawings(sprite)
    return ShareCard(
        name=earned.name, deed=earned.deed, who=redact.name(member.nickname),
        earned_at=earned.earned_at, ink=INKS[member.tier],
        wreath=drawn[WREATH], emblem=drawn[earned.badge],
    )  # fmt: skip


@lru_cache(maxsize=1)
def drawings(sprite: bytes) -> Mapping[str, Markup]:
    """Cut our own sprite into its drawings: a picture that is saved has to hold them."""
    return {name: Markup(drawn) for name, drawn in _SYMBOL.findall(sprite.decode())}
