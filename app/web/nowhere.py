"""What has no page: not found, said to members with their points in view."""

from litestar import route
from litestar.enums import HttpMethod
from litestar.params import FromPath

from app.kit.errors import NotFound

from .guards import public

EVERY = [one for one in HttpMethod if one is not HttpMethod.OPTIONS]


@route(
    "/{path:path}", http_method=EVERY, guards=[public], include_in_schema=False,
    sync_to_thread=False, exclude_from_csrf=True,
)  # fmt: skip
def nowhere(path: FromPath[str]) -> None:
    """Refuse. Raises NotFound."""
    raise NotFound
