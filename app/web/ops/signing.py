"""/ops/sign-in by name, password and authenticator code, and /ops/sign-out."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect, Template

from app import operators
from app.kit.errors import MallError
from app.web import refusals, sessions, shells
from app.web.callers import address_of
from app.web.guards import public
from app.web.requests import HX
from app.web.viewers import operator_of

HOME = "/ops"
FORM = "/ops/sign-in"


class SignInForm(msgspec.Struct, frozen=True, kw_only=True):
    """Both factors at once; `next` is where the operator came from."""

    name: str = ""
    password: str = ""
    code: str = ""
    next: str = HOME

    def __repr__(self) -> str:
        return "SignInForm(…)"


class SignInController(Controller):
    guards = [public]  # noqa: RUF012 - Litestar's way.

    @get("/sign-in")
    async def new(self, request: HX) -> Response[Any]:
        """Ask for both factors; who is signed in goes on at once."""
        form = SignInForm(next=local(request.query_params.get("next", HOME)))
        if await operator_of(request):
            return Redirect(form.next, status_code=303)
        return _form(request, form)

    @post("/sign-in")
    async def create(
        self, data: URLEncodedBody[SignInForm], request: HX, now: NamedDependency[datetime]
    ) -> Response[Any]:
        """Sign in under a new session, and go back to where it began."""
        try:
            operator = await operators.sign_in(
                name=data.name, password=data.password, code=data.code.strip(), now=now,
                address=address_of(request),
            )  # fmt: skip
        except MallError as error:
            return _form(request, data, error)
        sessions.sign_in(request, subject_id=operator.id)
        return Redirect(local(data.next), status_code=303)

    @post("/sign-out")
    async def destroy(self, request: HX) -> Redirect:
        """End the session. Safe to repeat."""
        sessions.sign_out(request)
        return Redirect(FORM, status_code=303)


def local(address: str) -> str:
    """Keep a page of the console; anything else leads to its first."""
    is_console = address == HOME or address.startswith(f"{HOME}/")
    is_plain = address.isascii() and address.isprintable() and "\\" not in address
    is_useful = not address.startswith((FORM, "/ops/sign-out"))
    return address if is_console and is_plain and is_useful else HOME


def _form(request: HX, form: SignInForm, error: MallError | None = None) -> Template:
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    return shells.page(
        request, "ops/session/page.html", status=problem.status if problem else 200,
        form=form, problem=problem,
    )  # fmt: skip
