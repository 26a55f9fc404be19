"""The operations console."""

from litestar import Router

router = Router("/ops", route_handlers=[], include_in_schema=False)

__all__ = ["router"]
