"""The JSON that mini-programs read: one file for each resource."""

from litestar import Router

from app.web.clients import not_too_old
from app.web.legacy import known_envelope
from app.web.programs import Program

from .achievements import show_wall
from .addresses import AddressController
from .changes import show_changes
from .config import show_config
from .events import report
from .goal import GoalController
from .leaving import DeletionController, link_phone
from .member import show_home, show_me, show_overview
from .points import PointsController
from .privacy import ConsentController, show_export
from .products import ProductController
from .profile import ProfileController
from .quotes import create_quote
from .redemption_files import send_file
from .redemption_steps import RedemptionStepController
from .redemptions import RedemptionController
from .sessions import SessionController, send_code
from .sign_ins import SignInsController
from .stream import stream

router = Router(
    "/api/v1",
    request_class=Program,
    guards=[known_envelope, not_too_old],
    route_handlers=[
        SessionController,
        send_code,
        show_home,
        show_me,
        show_overview,
        show_wall,
        show_config,
        ProfileController,
        GoalController,
        link_phone,
        ConsentController,
        show_export,
        SignInsController,
        DeletionController,
        AddressController,
        ProductController,
        create_quote,
        RedemptionController,
        RedemptionStepController,
        send_file,
        PointsController,
        report,
        stream,
        show_changes,
    ],
)

__all__ = ["router"]
