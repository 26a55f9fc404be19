"""Who members are now, and what they decided."""

from .decisions import consents, due_farewells, farewell, sign_ins
from .people import (
    address,
    addresses,
    authenticate,
    find_by_phone,
    following,
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

__all__ = [
    "address",
    "addresses",
    "authenticate",
    "consents",
    "due_farewells",
    "farewell",
    "find_by_phone",
    "following",
    "identity_index",
    "member",
    "named",
    "openid",
    "phone",
    "sealed_openid",
    "sign_ins",
    "view",
    "viewer",
    "viewers",
]
