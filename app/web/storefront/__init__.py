"""The pages that members see."""

from litestar import Router

from .home import home

router = Router("/", route_handlers=[home], include_in_schema=False)

__all__ = ["router"]
