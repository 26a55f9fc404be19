"""One handler for all that goes wrong: problem+json, an htmx piece, or a page; true status."""

from typing import Any
from urllib.parse import quote

import msgspec
import structlog
from litestar import MediaType, Request, Response
from litestar.response import Redirect, Template

from app.settings import Settings

from . import messages, shells
from .edge import MACHINES
from .problems import UNSTORABLE, Failure, explain
from .requests import HX, CallerGone

log = structlog.get_logger("laurel.web")


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What a page or a piece of one shows; `errors` maps a field to its sentence."""

    cause: str
    step: str
    code: str
    status: int
    request_id: str
    errors: dict[str, str] = {}
    action: str | None = None
    action_url: str | None = None


def refuse(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer a failed request in the shape that its caller reads."""
    failure = explain(error)
    if failure.is_ours:
        log.error("request_failed", code=failure.code, exc_info=error)
    elif isinstance(error, UNSTORABLE):  # A net: what asked should have looked first.
        log.warning("request_unstorable", exc_info=error)
    elif isinstance(error, CallerGone):
        log.info("caller_gone")
    asked = HX(request.scope)
    request.scope["state"]["is_shared"] = False
    if request.scope["path"].startswith(MACHINES):
        return _json(asked, failure)
    if failure.code in _SIGN_IN:
        return _sign_in(asked, failure)
    if failure.status == 405 and request.method == "GET" and not asked.wants_fragment:
        return _above(asked)
    return _html(asked, failure)


def problem_of(error: Exception, *, request_id: str = "") -> Problem:
    """Put a refusal into words, for a form that is shown again with its `errors`."""
    return _words(explain(error), request_id)


_SIGN_IN = {"sign_in_required": "/sign-in", "operator_sign_in_required": "/ops/sign-in"}


def _words(failure: Failure, request_id: str) -> Problem:
    said = messages.say(failure.code, failure.status, failure.facts)
    action = messages.action(failure.action)
    return Problem(
        cause=said.cause,
        step=said.step,
        code=failure.code,
        status=failure.status,
        request_id=request_id,
        errors={
            one.field: messages.say_reason(one.code, failure.facts) for one in failure.fields
        },
        action=action.label if action else None,
        action_url=action.url if action else None,
    )


def _json(request: HX, failure: Failure) -> Response[bytes]:
    said = messages.say(failure.code, failure.status, failure.facts)
    settings: Settings = request.app.state.settings
    body: dict[str, Any] = {
        "type": f"{settings.base_url.rstrip('/')}/problems/{failure.code}",
        "title": said.cause,
        "status": failure.status,
        "detail": said.step or said.cause,
        "instance": request.scope["path"],
        **{name: value for name, value in failure.facts.items() if name not in _OWN},
        "code": failure.code,
        "errors": [
            {
                "field": one.field,
                "code": one.code,
                "message": messages.say_reason(one.code, failure.facts),
            }
            for one in failure.fields
        ],
        "request_id": request.request_id,
    }
    if failure.action:
        action = messages.action(failure.action)
        body["action"] = {"kind": failure.action, "url": action.path if action else None}
    return Response(
        msgspec.json.encode(body),
        status_code=failure.status,
        headers=failure.headers,
        media_type="application/problem+json",
    )


_OWN = {"type", "title", "status", "detail", "instance", "code", "errors", "action", "field"}


def _sign_in(request: HX, failure: Failure) -> Response[Any]:
    """Send a reader to sign in and back; a form or a fragment hears 401."""
    url = f"{_SIGN_IN[failure.code]}?next={quote(_left(request), safe='/')}"
    if request.method in ("GET", "HEAD") and not request.wants_fragment:
        return Redirect(url, status_code=303)
    response = _html(request, failure, sign_in_url=url)
    if request.wants_fragment:
        response.headers["HX-Redirect"] = url
    return response


def _left(request: HX) -> str:
    """The page that was left for this one; for a piece or a form the page it stood on."""
    if request.method in ("GET", "HEAD") and not request.wants_fragment:
        return _address(request.scope["path"], request)
    told = request.headers.get("hx-current-url") or request.headers.get("referer") or ""
    host, _, page = told.partition("://")[2].partition("/")
    return f"/{page.partition('#')[0]}" if host == request.headers.get("host") else "/"


def _above(request: HX) -> Redirect:
    """Lead from an address that only takes a form, asked for as a page, to the one above."""
    above = request.scope["path"].rstrip("/").rpartition("/")[0].lstrip("/")
    return Redirect(_address(f"/{above}", request), status_code=303)


def _address(path: str, request: HX) -> str:
    query = request.scope["query_string"].decode("latin-1")
    return f"{quote(path)}?{query}" if query else quote(path)


def _html(request: HX, failure: Failure, *, sign_in_url: str | None = None) -> Template:
    name = "_problem.html" if request.wants_fragment else "problem.html"
    problem = _words(failure, request.request_id)
    if sign_in_url and problem.action_url:
        problem = msgspec.structs.replace(problem, action_url=sign_in_url)
    return Template(
        template_name=f"shared/{name}",
        context={
            "problem": problem,
            "shell": shells.shell_of(request),
            "home_url": "/ops" if request.scope["path"].startswith("/ops/") else "/",
        },
        status_code=failure.status,
        headers={one: two for one, two in failure.headers.items() if one != "WWW-Authenticate"},
        media_type=MediaType.HTML,
    )
