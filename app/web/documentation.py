"""/schema: OpenAPI 3.1, and its reader served from this machine."""

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from litestar import Request, Router
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin, YamlRenderPlugin

from .assets import Assets
from .guards import public

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Laurel API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="{icon}"><script type="module" src="{script}"></script></head>
<body><rapi-doc spec-url="{document}" load-fonts="false" render-style="read"
 show-header="false" allow-server-selection="false"></rapi-doc></body></html>"""


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
        render_plugins=[Reader(assets), JsonRenderPlugin(), YamlRenderPlugin()],
        openapi_router=Router("/schema", route_handlers=[], guards=[public]),
    )


def _version() -> str:
    try:
        return version("laurel")
    except PackageNotFoundError:
        return "0"
