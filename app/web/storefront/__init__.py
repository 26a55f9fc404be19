"""The pages that members see."""

from litestar import Router

from .home import home
from .products import ProductController
from .rules import rules
from .signing import SignInController

router = Router(
    "/",
    route_handlers=[home, ProductController, SignInController, rules],
    include_in_schema=False,
)

__all__ = ["router"]
