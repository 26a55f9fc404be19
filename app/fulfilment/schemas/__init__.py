"""The words of getting the thing."""

from .cases import CaseKind, CaseNoteView, CaseSearch, CaseView, Standing, Workload
from .duties import (
    UNSETTLED,
    AttemptState,
    AttemptView,
    Duty,
    Failure,
    FulfilmentState,
    Submission,
)
from .losses import Claim, Decision, LossAccount, LossMovement, LossView
from .suppliers import Acknowledged, SupplierHealth, WaitingCallback
from .views import CodeView, DeliveryView, Tracking

__all__ = [
    "UNSETTLED",
    "Acknowledged",
    "AttemptState",
    "AttemptView",
    "CaseKind",
    "CaseNoteView",
    "CaseSearch",
    "CaseView",
    "Claim",
    "CodeView",
    "Decision",
    "DeliveryView",
    "Duty",
    "Failure",
    "FulfilmentState",
    "LossAccount",
    "LossMovement",
    "LossView",
    "Standing",
    "Submission",
    "SupplierHealth",
    "Tracking",
    "WaitingCallback",
    "Workload",
]
