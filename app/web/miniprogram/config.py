"""/config: what a program should know before it does anything."""

import msgspec
from litestar import Response, get
from litestar.datastructures import State

from app.kit.pictures import WIDTHS
from app.settings import Settings
from app.web import envelope
from app.web.answers import answers
from app.web.guards import public
from app.web.languages import LANGUAGES
from app.web.requests import HX

POLL_SECONDS = 5


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """A program older than `client_minimum` is refused with 426; empty means that none is."""

    client_minimum: str
    languages: tuple[str, ...]
    zone: str
    promise_seconds: int
    poll_seconds: int
    picture_widths: tuple[int, ...]
    is_demo: bool


@get(
    "/config",
    guards=[public],
    summary="What to know first",
    tags=["sessions"],
    responses=answers(Config, 304),
)
async def show_config(request: HX, state: State) -> Response[bytes]:
    """The oldest program that is served, the languages, the promise, how often to poll."""
    settings: Settings = state.settings
    told = Config(
        client_minimum=settings.client_minimum,
        languages=LANGUAGES,
        zone=settings.zone,
        promise_seconds=settings.promise_seconds,
        poll_seconds=POLL_SECONDS,
        picture_widths=WIDTHS,
        is_demo=settings.is_demo,
    )
    return envelope.success(request, told)
