"""The JSON that mini-programs read: one file for each resource."""

from litestar import Router

from app.web.programs import Program

from .addresses import AddressController
from .events import report
from .member import show_home, show_me
from .points import PointsController
from .products import ProductController
from .quotes import create_quote
from .redemption_steps import RedemptionStepController
from .redemptions import RedemptionController
from .sessions import SessionController, send_code
from .stream import stream

router = Router(
    "/api/v1",
    request_class=Program,
    route_handlers=[
        SessionController,
        send_code,
        show_home,
        show_me,
        AddressController,
        ProductController,
        create_quote,
        RedemptionController,
        RedemptionStepController,
        PointsController,
        report,
        stream,
    ],
)

__all__ = ["router"]
