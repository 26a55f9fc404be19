"""/ops/cases: what a person must look at, find, take, settle and close."""

from litestar.types import ControllerRouterHandler

from .bulk import BulkController
from .deeds import DeedController
from .exporting import export
from .queue import QueueController
from .settling import SettlingController

handlers: list[ControllerRouterHandler] = [
    QueueController,
    BulkController,
    DeedController,
    SettlingController,
    export,
]

__all__ = ["handlers"]
