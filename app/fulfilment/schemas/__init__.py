"""The words of getting the thing."""

from .cases import CaseKind, CaseNoteView, CaseSearch, CaseView, Standing, Workload
from .codes import CodeImportView, CodeStock
from .duties import (
    UNSETTLED,
    AttemptState,
    AttemptView,
    Duty,
    Failure,
    FulfilmentState,
    Submission,
)
from .losses import Claim, Decision, Liability, LossAccount, LossMovement, LossView
from .settled import SettledAttempt
from .suppliers import (
    OWN_CODES,
    Acknowledged,
    CircuitState,
    SupplierHealth,
    SupplierSwitched,
    WaitingCallback,
)
from .views import CodeView, DeliveryView, Tracking

__all__ = [
    "OWN_CODES",
    "UNSETTLED",
    "Acknowledged",
    "AttemptState",
    "AttemptView",
    "CaseKind",
    "CaseNoteView",
    "CaseSearch",
    "CaseView",
    "CircuitState",
    "Claim",
    "CodeImportView",
    "CodeStock",
    "CodeView",
    "Decision",
    "DeliveryView",
    "Duty",
    "Failure",
    "FulfilmentState",
    "Liability",
    "LossAccount",
    "LossMovement",
    "LossView",
    "SettledAttempt",
    "Standing",
    "Submission",
    "SupplierHealth",
    "SupplierSwitched",
    "Tracking",
    "WaitingCallback",
    "Workload",
]
