"""/sign-in by phone and one-time code, and /sign-out."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect, Template

from app import members
from app.kit.errors import MallError
from app.members import Language, MemberView, TextSize, Theme
from app.web import edge, looks, refusals, sessions
from app.web.callers import address_of
from app.web.guards import public
from app.web.requests import HX
from app.web.shells import page
from app.web.viewers import Viewer

FORM = "storefront/session/page.html"
HOME = "/"


class SignInForm(msgspec.Struct, frozen=True, kw_only=True):
    """One form in two steps; `next` is where the member came from."""

    phone: str = ""
    otp: str = ""
    next: str = HOME

    @property
    def back(self) -> str:
        return local(self.next)


class SignInController(Controller):
    guards = [public]  # noqa: RUF012 - Litestar's way.

    @get("/sign-in")
    async def new(self, request: HX, viewer: NamedDependency[Viewer | None]) -> Response[Any]:
        """Ask for the phone; a member who is signed in goes on at once."""
        form = SignInForm(next=local(request.query_params.get("next", HOME)))
        return Redirect(form.back, status_code=303) if viewer else _form(request, form)

    @post("/sign-in/codes")
    async def send_code(
        self,
        data: URLEncodedBody[SignInForm],
        request: HX,
        now: NamedDependency[datetime],
    ) -> Template:
        """Send a code and ask for it; the answer never tells whether the phone is known."""
        try:
            sent = await members.request_code(
                phone=data.phone, address=address_of(request), now=now
            )
        except members.CodeSentRecently as error:
            return _form(request, data, step="code", error=error)
        except MallError as error:
            return _form(request, data, error=error)
        return _form(request, data, step="code", sent=sent)

    @post("/sign-in")
    async def create(
        self,
        data: URLEncodedBody[SignInForm],
        request: HX,
        now: NamedDependency[datetime],
    ) -> Response[Any]:
        """Sign in with the code, under a new session, and go back to where it began."""
        try:
            member = await members.sign_in_with_code(
                phone=data.phone, code=data.otp, address=address_of(request), now=now
            )
        except MallError as error:
            return _form(request, data, step="code", error=error)
        await _keep_look(request, member)
        sessions.sign_in(
            request, subject_id=member.id, language=await _language(request, member)
        )
        return Redirect(data.back, status_code=303)

    @post("/sign-out")
    async def destroy(self, request: HX) -> Redirect:
        """End the session. Safe to repeat."""
        sessions.sign_out(request)
        return Redirect(HOME, status_code=303)


def local(address: str) -> str:
    """Keep a path of this site; anything else leads home."""
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    is_plain = address.isascii() and address.isprintable() and "\\" not in address
    is_useful = not address.startswith(("/sign-in", "/me/chip", "/me/stream"))
    return address if is_path and is_plain and is_useful else HOME


async def _language(request: HX, member: MemberView) -> str | None:
    """Tell what to go on in: what this visit chose, which is kept, else the member's choice.

    None for a member who never chose: the browser's languages go on deciding.
    """
    if asked := edge.chosen_language(request.scope):
        if not member.is_language_chosen or asked != member.language:
            await members.set_preferences(member_id=member.id, language=Language(asked))
        return asked
    return str(member.language) if member.is_language_chosen else None


async def _keep_look(request: HX, member: MemberView) -> None:
    """Go on in the size and look that this visit chose, unless the member has chosen."""
    chosen: looks.Look = request.scope["state"]["look"]
    text_size = chosen.text_size if member.text_size is TextSize.NORMAL else None
    theme = chosen.theme if member.theme is Theme.TIER else None
    if text_size or theme:
        await members.set_preferences(member_id=member.id, text_size=text_size, theme=theme)


def demo_code(sent: members.CodeSent | None, error: MallError | None) -> str | int | None:
    """Find the code that a demo shows instead of sending it, also after asking again."""
    if sent is not None:
        return sent.demo_code
    return error.facts.get("demo_otp") if error else None


def _form(
    request: HX,
    form: SignInForm,
    *,
    step: str = "phone",
    sent: members.CodeSent | None = None,
    error: MallError | None = None,
) -> Template:
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    return page(
        request, FORM, status=problem.status if problem else 200,
        form=form, step=step, sent=sent, problem=problem, demo_code=demo_code(sent, error),
    )  # fmt: skip
