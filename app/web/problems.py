"""Every way a request can fail, as one plain value with its true status."""

import re
from typing import Any

import asyncpg
import msgspec
from litestar.exceptions import HTTPException, ValidationException

from app.kit import idempotency
from app.kit.errors import InvalidInput, MallError

# The database, or its driver, cannot hold what it was told, such as a NUL.
UNSTORABLE = asyncpg.DataError
# The database is away or overloaded; asking again is right.
UNAVAILABLE = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.LockNotAvailableError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    ConnectionError,
    TimeoutError,
)
CODES = {
    400: "invalid_request",
    401: "sign_in_required",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
    500: "internal",
    503: "unavailable",
}


class FieldProblem(msgspec.Struct, frozen=True):
    """One input that cannot be used, and why."""

    field: str
    code: str


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A failed request before it has words."""

    status: int
    code: str
    facts: dict[str, int | str] = {}
    fields: list[FieldProblem] = []
    action: str | None = None
    headers: dict[str, str] = {}

    @property
    def is_ours(self) -> bool:
        """Tell whether the fault lies here and must be logged."""
        return self.status >= 500


def explain(error: Exception) -> Failure:
    """Tell what an exception means to the caller; what is unheard of is a 500."""
    if isinstance(error, MallError):
        return _refusal(error)
    if isinstance(error, ValidationException):
        fields = [_field(extra) for extra in error.extra or [] if isinstance(extra, dict)]
        return Failure(status=400, code="invalid_request", fields=fields)
    if isinstance(error, HTTPException):
        return _http(error)
    if isinstance(error, msgspec.DecodeError):
        return Failure(status=400, code="invalid_request")
    if isinstance(error, UNSTORABLE):
        return Failure(status=422, code="invalid_input")
    if isinstance(error, UNAVAILABLE):
        return Failure(status=503, code="unavailable", headers={"Retry-After": "2"})
    return Failure(status=500, code=CODES[500])


def _refusal(error: MallError) -> Failure:
    field = error.field
    reason = error.code
    if isinstance(error, InvalidInput):
        field, reason = str(error.facts.get("field", "")), str(error.facts.get("reason", ""))
    headers = {}
    if "retry_after" in error.facts:
        headers["Retry-After"] = str(error.facts["retry_after"])
    elif isinstance(error, idempotency.IdempotencyInProgress) or error.status == 503:
        headers["Retry-After"] = "1"
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Failure(
        status=error.status,
        code=error.code,
        facts=error.facts,
        fields=[FieldProblem(field, reason)] if field else [],
        action=error.action,
        headers=headers,
    )


def _http(error: HTTPException) -> Failure:
    """Keep the status; Litestar's detail is for developers and stays here."""
    status = error.status_code
    code = CODES.get(status, "internal" if status >= 500 else "invalid_request")
    if status == 403 and "CSRF" in error.detail:
        code = "csrf_failed"
    allowed = {"allow", "retry-after", "www-authenticate"}
    headers = {
        name: value for name, value in (error.headers or {}).items() if name.lower() in allowed
    }
    return Failure(status=status, code=code, headers=headers)


_NAMED = re.compile(r"field `([^`]+)`")
_AT = re.compile(r"at `\$\.([^`]+)`")


def _field(extra: dict[str, Any]) -> FieldProblem:
    """Read msgspec's sentence: which field, and one of a few reasons."""
    said = str(extra.get("message", ""))
    found = _NAMED.search(said) or _AT.search(said)
    field = found.group(1) if found else str(extra.get("key", ""))
    if "missing required field" in said:
        return FieldProblem(field, "missing")
    if "unknown field" in said:
        return FieldProblem(field, "unknown")
    if re.search(r"length|>=|<=|[<>]|matching", said):
        return FieldProblem(field, "out_of_range")
    return FieldProblem(field, "wrong_type" if said.startswith("Expected") else "unusable")
