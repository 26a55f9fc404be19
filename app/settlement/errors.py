"""How settlement says no."""

from app.kit.errors import MallError

from .schemas import LineProblem


class StatementRefused(MallError):
    """A file was refused whole; `problems` names bad lines, `facts`: count, line, why."""

    status = 422
    code = "statement_refused"
    field = "file"

    def __init__(self, problems: list[LineProblem], *, count: int | None = None) -> None:
        first = problems[0]
        super().__init__(count=count or len(problems), line=first.number, why=first.reason)
        self.problems = problems


class AlreadyImported(MallError):
    """The very same lines count already; `facts`: statement_id, file_name."""

    status = 409
    code = "statement_already_imported"
    field = "file"


class StatementOver(MallError):
    """It was withdrawn: nothing is matched in it any more."""

    status = 409
    code = "statement_withdrawn"


class NoContract(MallError):
    """No contract was in force when the supplier delivered; `facts`: supplier."""

    status = 409
    code = "contract_missing"


class NotADraft(MallError):
    """It waits for a second operator, or was issued; `facts`: state."""

    status = 409
    code = "month_not_draft"


class MonthJustOver(MallError):
    """What was delivered at its end may still be being written down; `facts`: minutes."""

    status = 409
    code = "month_just_over"


class NothingNew(MallError):
    """The books say what the issued statement says; `facts`: number."""

    status = 409
    code = "month_unchanged"
