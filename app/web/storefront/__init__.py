"""The pages that members see."""

from litestar import Router

from .home import home
from .me import MeController
from .points import PointsController
from .products import ProductController
from .redeeming import RedeemController
from .redemptions import RedemptionController
from .rules import rules
from .signing import SignInController
from .streaming import stream

router = Router(
    "/",
    route_handlers=[
        home,
        ProductController,
        RedeemController,
        RedemptionController,
        PointsController,
        MeController,
        stream,
        SignInController,
        rules,
    ],
    include_in_schema=False,
)

__all__ = ["router"]
