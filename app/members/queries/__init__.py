"""Who members are now, and what they decided."""

from .addresses import address, addresses
from .decisions import consents, due_farewells, farewell, sign_ins
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
    "openid",
    "phone",
    "sealed_openid",
    "sign_ins",
    "tier_changes",
    "view",
    "viewer",
    "viewers",
]
