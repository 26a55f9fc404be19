"""/schema: OpenAPI 3.1, and its reader served from this machine."""

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from litestar import Request, Router
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin, YamlRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme, Tag

from .assets import Assets
from .guards import public

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Laurel API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="{icon}"><script type="module" src="{script}"></script></head>
<body><rapi-doc spec-url="{document}" load-fonts="false" render-style="read"
 show-header="false" allow-server-selection="false"></rapi-doc></body></html>"""

BEARER = SecurityScheme(
    type="http", scheme="bearer", description="`access_token` of POST /api/v1/sessions."
)
ABOUT = (
    "Honest status codes. Success is `{data, meta}`; failure is `application/problem+json` with"
    " a stable `code`. Points and fen are integers, ids are strings, times RFC 3339, cursors"
    " opaque. A POST that moves points or cash needs an `Idempotency-Key`: the same key gets"
    " the first answer again, with `Idempotency-Replayed: true`. Each GET has an `ETag`:"
    " `If-None-Match` may get 304, and changes of the profile and of addresses honour"
    " `If-Match` where it is sent (412 `stale`). `Accept-Language` chooses"
    " zh-CN or en. `X-Client: weapp/1.4.0` tells which version of your program asks: one that"
    " is too old gets 426. `X-Envelope: litemall`, `code0` or `status200` answers in the shape"
    " of other malls' clients, always with status 200."
)
TAGS = {
    "sessions": "Sign in, refresh, sign out.",
    "member": "Who is signed in, and where parcels go.",
    "products": "What may be had, and what it costs.",
    "redemptions": "Points given for a product, and the promise that follows.",
    "points": "The balance and how it came about.",
    "live": "What changes, as it changes.",
    "callbacks": "Suppliers and payment providers tell us.",
}


class Reader(OpenAPIRenderPlugin):
    """RapiDoc from static/; nothing is fetched from elsewhere."""

    def __init__(self, assets: Assets) -> None:
        super().__init__(path="/docs")
        self.assets = assets

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return PAGE.format(
            icon=self.assets.url("img/favicon.svg"),
            script=self.assets.url("js/rapidoc-9.3.8.min.js"),
            document=self.get_openapi_json_route(request),
        ).encode()


def openapi_config(assets: Assets) -> OpenAPIConfig:
    """Describe the API; the first reader answers /schema itself."""
    return OpenAPIConfig(
        title="Laurel",
        version=_version(),
        path="/schema",
        description=ABOUT,
        use_handler_docstrings=True,
        tags=[Tag(name, said) for name, said in TAGS.items()],
        components=Components(security_schemes={"bearer": BEARER}),
        render_plugins=[Reader(assets), JsonRenderPlugin(), YamlRenderPlugin()],
        openapi_router=Router(
            "/schema", route_handlers=[], guards=[public], include_in_schema=False
        ),
    )


def _version() -> str:
    try:
        return version("laurel")
    except PackageNotFoundError:
        return "0"
