"""Who members are now, and what they decided."""

from .addresses import address, addresses
from .decisions import consents, due_farewells, farewell
from .people import (
    authenticate,
    find_by_phone,
    identity_index,
    member,
    named,
    openid,
    phone,
    sealed_openid,
    view,
    viewer,
    viewers,
)
from .sign_ins import open_sign_ins, sign_in_of, sign_ins
from .tiers import ended_tiers, hold_tier, tier_changes

__all__ = [
    "address",
    "addresses",
    "authenticate",
    "consents",
    "due_farewells",
    "ended_tiers",
    "farewell",
    "find_by_phone",
    "hold_tier",
    "identity_index",
    "member",
    "named",
    "open_sign_ins",
    "openid",
    "phone",
    "sealed_openid",
    "sign_in_of",
    "sign_ins",
    "tier_changes",
    "view",
    "viewer",
    "viewers",
]
