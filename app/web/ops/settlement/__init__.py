"""/ops/settlement: suppliers' statements, contracts, and what months come to."""

from .contracts import ContractController
from .months import MonthController
from .statements import StatementController, settlement_index

SETTLEMENT = (settlement_index, StatementController, ContractController, MonthController)

__all__ = ["SETTLEMENT"]
