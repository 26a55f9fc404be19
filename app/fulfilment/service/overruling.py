"""What a person knows better than a machine: it did arrive, or they told us so."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from app import redemption
from app.kit import db
from app.redemption import State
from suppliers import Delivered, Rejected

from .. import queries
from ..errors import CaseClosed, NotSettled
from ..schemas import AttemptState, CaseKind, CaseView, FulfilmentState
from .cases import open_case
from .claiming import end
from .losses import book_loss
from .settling import settle

_ATTEMPT = """
SELECT a.id, a.state, a.supplier, a.fulfilment, f.redemption_id, f.delivery, f.state AS duty,
       NOT EXISTS (SELECT 1 FROM attempt b
                    WHERE b.fulfilment = a.fulfilment AND b.number > a.number) AS is_last
  FROM attempt a JOIN fulfilment f ON f.id = a.fulfilment WHERE a.id = $1"""

# It counts from now on: the month in which it failed may be issued.
_OVERRULE = """
UPDATE attempt SET state = 'delivered', failure = NULL, detail = 'confirmed by a person',
       settled_at = $2
 WHERE id = $1 AND state = 'failed'"""


class Overruled(StrEnum):
    """What came of it: the member has it, has it after the refund, or has it twice."""

    DELIVERED = "delivered"
    LATE = "late"
    TWICE = "twice"


@db.atomic
async def overrule(*, case_id: int, actor: str, now: datetime) -> Overruled:
    """Let a failed attempt count as arrived, because a person has seen proof.

    Owed still and asked of nobody else: the redemption is delivered. Given back already: a
    late success with its loss (R21). Delivered by another: the second purchase is a loss.
    Raises CaseClosed, and NotSettled while another attempt runs, for cards, and while the
    redemption waits for a person: nothing went back then, and its own page settles it.
    """
    case = await queries.case(case_id)
    attempt = await _locked(case)
    state = await redemption.lock(attempt["redemption_id"])
    if attempt["state"] != AttemptState.FAILED or attempt["delivery"] == "card":
        raise NotSettled(state=attempt["state"])
    if state is State.ATTENTION:
        raise NotSettled(state=state.value)
    if state is State.DELIVERED:
        cost_fen = (await queries.submission(attempt["id"])).cost_fen
        if cost_fen:
            await book_loss(case_id=case_id, amount_fen=cost_fen, actor=actor, now=now)
        return Overruled.TWICE
    if state not in redemption.PROMISED:
        await open_case(
            kind=CaseKind.LATE_SUCCESS, redemption_id=case.redemption_id, now=now,
            attempt_id=attempt["id"], facts={"supplier": attempt["supplier"], "by": actor},
        )  # fmt: skip
        return Overruled.LATE
    if not attempt["is_last"] or attempt["duty"] != FulfilmentState.QUEUED:
        raise NotSettled(state=state.value)
    await db.fetch(_OVERRULE, attempt["id"], now)
    await end(attempt["fulfilment"], state=FulfilmentState.DELIVERED, now=now)
    await redemption.complete(redemption_id=attempt["redemption_id"], now=now, actor=actor)
    return Overruled.DELIVERED


@db.atomic
async def answer_for(*, case_id: int, is_delivered: bool, actor: str, now: datetime) -> None:
    """Book what a supplier told a person about an attempt that has no answer yet.

    Raises CaseClosed, and NotSettled when it has one.
    """
    attempt = await _locked(await queries.case(case_id))
    if attempt["state"] not in (AttemptState.SENT, AttemptState.UNKNOWN):
        raise NotSettled(state=attempt["state"])
    outcome = Delivered() if is_delivered else Rejected(code=actor)
    await settle(attempt_id=attempt["id"], outcome=outcome, now=now, is_hearsay=True)


async def _locked(case: CaseView) -> Any:
    """Read the attempt under the locks of its redemption and itself, in that order."""
    if not case.is_open:
        raise CaseClosed
    if case.attempt_id is None or case.redemption_id is None:
        raise NotSettled(state="none")
    await redemption.lock(case.redemption_id)
    return await db.fetch_one(_ATTEMPT + " FOR NO KEY UPDATE OF a", case.attempt_id)
