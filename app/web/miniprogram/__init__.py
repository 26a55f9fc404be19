"""The JSON that mini-programs read."""

from litestar import Router

router = Router("/api/v1", route_handlers=[])

__all__ = ["router"]
