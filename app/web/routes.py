"""Every door of the house, in the order of the contract."""

from litestar.types import ControllerRouterHandler

from . import callbacks, miniprogram, ops, storefront
from .assets import static_file
from .explanations import explanation
from .health import HealthController
from .metrics import MetricsController
from .nowhere import nowhere
from .pictures import picture

ROUTES: list[ControllerRouterHandler] = [
    storefront.router,
    miniprogram.router,
    callbacks.router,
    ops.router,
    HealthController,
    MetricsController,
    explanation,
    static_file,
    picture,
    nowhere,
]
