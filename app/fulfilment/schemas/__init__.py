"""The words of getting the thing."""

from .cases import CaseKind, CaseView, Workload
from .duties import (
    UNSETTLED,
    AttemptState,
    AttemptView,
    Duty,
    Failure,
    FulfilmentState,
    Submission,
)
from .suppliers import Acknowledged, SupplierHealth, WaitingCallback
from .views import CodeView, DeliveryView, Tracking

__all__ = [
    "UNSETTLED",
    "Acknowledged",
    "AttemptState",
    "AttemptView",
    "CaseKind",
    "CaseView",
    "CodeView",
    "DeliveryView",
    "Duty",
    "Failure",
    "FulfilmentState",
    "Submission",
    "SupplierHealth",
    "Tracking",
    "WaitingCallback",
    "Workload",
]
