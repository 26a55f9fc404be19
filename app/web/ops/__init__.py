"""The operations console."""

from litestar import Router
from litestar.di import Provide

from . import cases
from .acting import acting
from .approvals import ApprovalController
from .audit import audit
from .codes import CodeController
from .events import EventController
from .finding import SearchController
from .handwork import HandworkController
from .members import MemberController
from .pictures import PictureController
from .products import ProductController
from .redemptions import RedemptionController
from .refunds import create_refund
from .settlement import SETTLEMENT
from .signing import SignInController
from .suppliers import SupplierController
from .today import today

router = Router(
    "/ops",
    route_handlers=[
        SignInController,
        today,
        SearchController,
        RedemptionController,
        create_refund,
        HandworkController,
        *cases.handlers,
        EventController,
        ApprovalController,
        SupplierController,
        CodeController,
        ProductController,
        PictureController,
        MemberController,
        *SETTLEMENT,
        audit,
    ],
    dependencies={"acting": Provide(acting)},
    include_in_schema=False,
)

__all__ = ["router"]
