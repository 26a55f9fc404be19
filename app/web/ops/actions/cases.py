"""Taking and closing cases, written down at the redemption that they are about."""

from app import fulfilment
from app.kit import db

from ..acting import Acting


@db.atomic
async def take_case(*, case_id: int, acting: Acting) -> None:
    """Put one's name to an open case. Raises NotFound, CaseTaken and CaseClosed."""
    found = await fulfilment.case(case_id)
    await fulfilment.assign_case(
        case_id=case_id, owner=acting.operator.name, from_owner=None
    )
    await acting.write_down(
        "case_taken", found.subject, case_id=case_id, kind=found.kind
    )


@db.atomic
async def close_case(*, case_id: int, resolution: str, acting: Acting) -> None:
    """Close a case with what was done. Raises NotFound, CaseClosed for the second."""
    found = await fulfilment.case(case_id)
    await fulfilment.close_case(
        case_id=case_id, closed_by=acting.operator.name, resolution=resolution, now=acting.now
    )
    await acting.write_down(
        "case_closed", found.subject, reason=resolution,
        case_id=case_id, kind=found.kind,
    )  # fmt: skip
