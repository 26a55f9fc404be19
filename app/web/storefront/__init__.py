"""The pages that members see."""

from litestar import Router

from .achievements import AchievementController
from .cancelling import confirm_cancelling
from .deletion import LeavingController
from .files import send_file
from .goals import GoalController
from .home import home
from .me import MeController
from .offline import offline, worker
from .points import PointsController
from .privacy import PrivacyController
from .products import ProductController
from .redeem import RedeemController
from .redemptions import RedemptionController
from .rules import rules
from .search import suggest
from .sign_in import SignInController
from .sign_ins import SignInsController
from .stream import stream
from .tiers import repaint, tiers

router = Router(
    "/",
    route_handlers=[
        home,
        ProductController,
        GoalController,
        RedeemController,
        RedemptionController,
        send_file,
        confirm_cancelling,
        PointsController,
        MeController,
        AchievementController,
        PrivacyController,
        SignInsController,
        LeavingController,
        stream,
        suggest,
        SignInController,
        rules,
        offline,
        worker,
        tiers,
        repaint,
    ],
    include_in_schema=False,
)

__all__ = ["router"]
