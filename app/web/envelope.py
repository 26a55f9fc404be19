"""The mini-program's answers: {"data": …, "meta": {request_id, server_time, …}}."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any, TypedDict

import msgspec
from litestar import MediaType, Response

from app import members
from app.kit import idempotency
from app.kit.failpoints import failpoint

from . import etags, page_cache
from .requests import HX

READ_AGAIN = "private, max-age=0, must-revalidate"
encoder = msgspec.json.Encoder()


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an answer says, before it is one: also what an idempotency key keeps."""

    data: Any
    extra: dict[str, Any] = {}


def success(
    request: HX,
    data: Any,
    *,
    status: int = 200,
    is_tagged: bool = False,
    next_cursor: str | msgspec.UnsetType | None = msgspec.UNSET,
    **extra: Any,
) -> Response[bytes]:
    """Answer with `data`; a GET carries a strong ETag and may be a 304.

    `is_tagged` tells the ETag after a change, too: the one that a GET would have now.
    Pass `next_cursor` (None at the end) for lists; `extra` (points=…) goes into `meta`.
    """
    if next_cursor is not msgspec.UNSET:
        extra = {"next_cursor": next_cursor, **extra}
    told, more = _encoded(request, data), encoder.encode(extra)
    answer = _answer(request, told, more, status)
    if is_tagged:
        answer.headers["ETag"] = _tag(told, more)
    return answer


def tag(request: HX, data: Any) -> str:
    """The ETag that a GET of `data` has, which If-Match is compared with."""
    return _tag(_encoded(request, data), b"{}")


def _encoded(request: HX, data: Any) -> bytes:
    return encoder.encode(spelled(data, language=str(request.scope["state"]["language"])))


def _tag(data: bytes, extra: bytes) -> str:
    return f'"{hashlib.blake2b(data + extra, digest_size=12).hexdigest()}"'


def spelled(data: Any, *, language: str) -> Any:
    """Spell a view for programs: ids as strings, texts in one language, the rest as it is."""
    return _spelled(msgspec.to_builtins(data), "en" if language.startswith("en") else "zh")


def _spelled(value: Any, words: str) -> Any:
    if isinstance(value, (list, tuple)):
        return [_spelled(one, words) for one in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"zh", "en"}:
        return value[words]
    return {
        name: str(one)
        if type(one) is int and (name == "id" or name.endswith("_id"))
        else _spelled(one, words)
        for name, one in value.items()
    }


async def once(
    request: HX,
    *,
    member_id: int,
    status: int,
    answer: Callable[[], Awaitable[Content]],
) -> Response[bytes]:
    """Run `answer` once for this member, path and Idempotency-Key, in one transaction.

    A repeat gets the first content with `Idempotency-Replayed: true`. Raises
    IdempotencyKeyMissing, IdempotencyKeyReused and IdempotencyInProgress.
    """

    async def first() -> idempotency.Answer:
        return _kept(request, status, await answer())

    asked = await _asked(request, member_id)
    told = await idempotency.once(**asked, answer=first, now=request.scope["state"]["now"])
    failpoint("answer_committed")
    return _told(request, told)


async def once_outside(
    request: HX,
    *,
    member_id: int,
    status: int,
    answer: Callable[[], Awaitable[Content]],
) -> Response[bytes]:
    """As `once`, for an `answer` that asks the network: it runs outside the transaction.

    So two at once may both ask; `answer` must be safe to repeat. One content is kept.
    """
    asked = await _asked(request, member_id)
    told = await idempotency.answered(**asked)
    if told is None:
        content = _kept(request, status, await answer())

        async def first() -> idempotency.Answer:
            await members.require_living(member_id)  # A deletion blanks what is kept by then.
            return content

        told = await idempotency.once(**asked, answer=first, now=request.scope["state"]["now"])
    return _told(request, told)


class _Asked(TypedDict):
    scope: str
    key: str | None
    request: bytes


async def _asked(request: HX, member_id: int) -> _Asked:
    """Name the request: who and where, under which key, with what in it."""
    path = request.scope["path"].rstrip("/")
    return {
        "scope": f"member:{member_id}:{path}"[:160],
        "key": request.headers.get("idempotency-key"),
        "request": idempotency.fingerprint(
            request.method.encode(), path.encode(), await request.body()
        ),
    }


def _kept(request: HX, status: int, content: Content) -> idempotency.Answer:
    data = spelled(content.data, language=str(request.scope["state"]["language"]))
    return idempotency.Answer(status, encoder.encode(Content(data, content.extra)))


def _told(request: HX, told: idempotency.Answer) -> Response[bytes]:
    kept = msgspec.json.decode(told.body, type=_Kept)
    response = _answer(request, bytes(kept.data), bytes(kept.extra), told.status)
    if told.is_replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response


class _Kept(msgspec.Struct, frozen=True):
    data: msgspec.Raw
    extra: msgspec.Raw = msgspec.Raw(b"{}")


def _answer(request: HX, data: bytes, extra: bytes, status: int) -> Response[bytes]:
    headers: dict[str, str] = {}
    if request.method == "GET" and status == 200:
        tagged = _tag(data, extra)
        headers = {"ETag": tagged, "Cache-Control": READ_AGAIN}
        if etags.matches(request.headers.get("if-none-match", ""), tagged):
            return Response(b"", status_code=304, headers=headers, media_type=MediaType.JSON)
    head = request.scope["state"]["meta"] = page_cache.meta(request.scope["state"])
    rest = b"," + extra[1:] if len(extra) > 2 else b"}"
    body = b"".join((b'{"data":', data, b',"meta":{', head, rest, b"}"))
    return Response(body, status_code=status, headers=headers, media_type=MediaType.JSON)
