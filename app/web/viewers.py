"""Who is looking: a member with a balance, or an operator; found once per request."""

from datetime import datetime
from typing import Any

import msgspec
from litestar.connection import ASGIConnection

from app import ledger, members, operators
from app.kit import clock
from app.kit.errors import NotFound

from . import sessions, visits
from .problems import UNAVAILABLE
from .visits import Visit

Connection = ASGIConnection[Any, Any, Any, Any]


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """The signed-in member and what they may spend at this moment."""

    member: members.MemberView
    balance: ledger.Balance


async def viewer_of(connection: Connection) -> Viewer | None:
    """Tell who asks, by bearer token under /api, else by session; None for a stranger.

    A bearer token that is wrong or over is refused, never ignored.
    """
    state = connection.scope["state"]
    if "viewer" not in state:
        member = await member_of(connection)
        state["viewer"] = member and Viewer(
            member=member, balance=await _balance(connection, member)
        )
    viewer: Viewer | None = state["viewer"]
    return viewer


def seen(connection: Connection) -> Viewer | None:
    """Tell who was found so far, without a look: what fails early has asked nobody."""
    state, visit = connection.scope["state"], _visit(connection)
    if "viewer" not in state and visit and visit.member and visit.balance:
        is_theirs = visit.content.get("subject_id") == sessions.subject_id(connection)
        return Viewer(member=visit.member, balance=visit.balance) if is_theirs else None
    viewer: Viewer | None = state.get("viewer")
    return viewer


async def member_of(connection: Connection) -> members.MemberView | None:
    """Tell which member asks, without the balance; None for a stranger."""
    state = connection.scope["state"]
    if "member" not in state:
        is_program = connection.scope["path"].startswith("/api/")
        state["member"] = await (_by_token if is_program else _by_session)(connection)
    member: members.MemberView | None = state["member"]
    return member


async def is_still_signed_in(connection: Connection) -> bool:
    """Tell whether what this request showed at its beginning would let it in now.

    For what outlives its beginning, such as a stream: a token that ended or was revoked, a
    session that was signed out, a member who was disabled or deleted says no, and so does a
    database that cannot be asked: who is told so comes back.
    """
    try:
        if connection.scope["path"].startswith("/api/"):
            return await _by_token(connection, at=clock.now()) is not None
        return await _has_session(connection, at=clock.now())
    except (members.TokenInvalid, members.TokenExpired, *UNAVAILABLE):
        return False


async def operator_of(connection: Connection) -> operators.OperatorView | None:
    """Tell which operator asks; None for a stranger or someone who left."""
    state = connection.scope["state"]
    if "operator" not in state:
        state["operator"] = await _operator(connection)
    operator: operators.OperatorView | None = state["operator"]
    return operator


async def _by_session(connection: Connection) -> members.MemberView | None:
    member_id = sessions.subject_id(connection)
    if member_id is None or connection.scope["path"].startswith("/ops"):
        return None
    visit = _visit(connection)
    is_theirs = visit is not None and visit.content.get("subject_id") == member_id
    return visit.member if visit and is_theirs else await members.viewer(member_id)


async def _has_session(connection: Connection, *, at: datetime) -> bool:
    """Look again whether this session lives, and its member."""
    key = connection.scope["state"].get("session_key")
    row = await visits.row(key, at=at) if key else None
    found = row.content.get("subject_id") if row else None
    return found is not None and await members.viewer(int(found)) is not None


async def _balance(connection: Connection, member: members.MemberView) -> ledger.Balance:
    """The points that were read with the session, else read now."""
    visit = _visit(connection)
    if visit and visit.balance and visit.member == member:
        return visit.balance
    return await ledger.balance(member.id, connection.scope["state"]["now"])


def _visit(connection: Connection) -> Visit | None:
    found: Visit | None = connection.scope["state"].get("visit")
    return found


async def _by_token(
    connection: Connection, *, at: datetime | None = None
) -> members.MemberView | None:
    given = connection.headers.get("authorization")
    if given is None:
        return None
    scheme, _, token = given.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise members.TokenInvalid
    return await members.authenticate(token.strip(), at=at or connection.scope["state"]["now"])


async def _operator(connection: Connection) -> operators.OperatorView | None:
    operator_id = sessions.subject_id(connection)
    if operator_id is None or not connection.scope["path"].startswith("/ops"):
        return None
    try:
        return await operators.operator(operator_id)
    except NotFound:
        return None
