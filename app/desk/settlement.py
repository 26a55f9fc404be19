"""Settling with suppliers: each act with its line in the audit trail."""

from datetime import date, datetime

from app import operators, settlement
from app.fulfilment import SupplierUnknown
from app.kit import db
from app.kit.errors import NotFound
from app.operators import ApprovalKind, ApprovalOpen, ApprovalView
from app.settlement import MonthView, StatementFile, StatementView

from .acting import Acting


@db.atomic
async def import_statement(*, file: StatementFile, zone: str, acting: Acting) -> StatementView:
    """Take a supplier's file. Raises what `settlement.import_statement` raises."""
    found = await settlement.import_statement(
        file=file, zone=zone, actor=acting.operator.name, now=acting.now
    )
    await acting.write_down(
        "statement_imported", f"statement:{found.id}", supplier=found.supplier,
        lines=found.line_count, charged_fen=found.charged_fen,
        discrepancies=found.discrepancies,
    )  # fmt: skip
    return found


@db.atomic
async def rematch(*, statement_id: int, acting: Acting) -> None:
    """Compare a file with our books again. Raises NotFound and StatementOver."""
    found = await settlement.rematch(statement_id=statement_id, now=acting.now)
    await acting.write_down(
        "statement_matched", f"statement:{found.id}", supplier=found.supplier,
        discrepancies=found.discrepancies,
    )  # fmt: skip


@db.atomic
async def withdraw_statement(*, statement_id: int, reason: str, acting: Acting) -> None:
    """Let a file count no more. Raises NotFound and StatementOver."""
    await settlement.withdraw_statement(
        statement_id=statement_id, reason=reason, actor=acting.operator.name, now=acting.now
    )
    await acting.write_down("statement_withdrawn", f"statement:{statement_id}", reason=reason)


@db.atomic
async def set_contract(
    *, supplier: str, profit_share_bps: int, valid_from: datetime, note: str, acting: Acting
) -> None:
    """Enter a new version of a contract. Raises SupplierUnknown."""
    if supplier not in await settlement.suppliers():
        raise SupplierUnknown
    await settlement.set_contract(
        supplier=supplier, profit_share_bps=profit_share_bps, valid_from=valid_from, note=note,
        actor=acting.operator.name, now=acting.now,
    )  # fmt: skip
    await acting.write_down(
        "contract_set", f"supplier:{supplier}", reason=note,
        profit_share_bps=profit_share_bps, valid_from=valid_from.isoformat(),
    )  # fmt: skip


@db.atomic
async def draft_month(*, supplier: str, month: date, zone: str, acting: Acting) -> MonthView:
    """Add a month up. Raises what `settlement.draft_month` raises."""
    drawn = await settlement.draft_month(
        supplier=supplier, month=month, zone=zone, actor=acting.operator.name, now=acting.now
    )
    await acting.write_down(
        "month_drafted", drawn.subject, supplier=supplier, month=f"{month:%Y-%m}",
        version=drawn.version, payable_fen=drawn.totals.payable_fen,
    )  # fmt: skip
    return drawn


@db.atomic
async def submit_month(*, month_id: int, reason: str, acting: Acting) -> None:
    """Ask a second operator to issue a draft, or ask again when the day to decide is over.

    Raises NotFound, NotADraft and ApprovalOpen.
    """
    drawn = await settlement.month_statement(month_id)
    if not drawn.is_submitted:
        drawn = await settlement.submit_month(month_id=month_id)
    await operators.request_approval(
        kind=ApprovalKind.MONTH,
        subject=drawn.subject,
        content={
            "month_id": drawn.id,
            "supplier": drawn.supplier,
            "month": f"{drawn.month:%Y-%m}",
            "version": drawn.version,
            "share_fen": drawn.totals.share_fen,
            "payable_fen": drawn.totals.payable_fen,
        },
        reason=reason,
        made_by=acting.operator.id,
        now=acting.now,
    )


@db.atomic
async def approve_month(*, month_id: int, acting: Acting) -> None:
    """Approve another's month and issue it for good.

    Raises OwnRequest, ApprovalDecided, NotADraft, and NotFound when nobody asks.
    """
    asked = await _asked(month_id, acting)
    await operators.approve(approval_id=asked.id, by=acting.operator.id, now=acting.now)
    issued = await settlement.issue_month(
        month_id=month_id, actor=acting.operator.name, now=acting.now
    )
    await acting.write_down(
        "month_issued", issued.subject, reason=asked.reason, supplier=issued.supplier,
        number=issued.number or "", payable_fen=issued.totals.payable_fen,
    )  # fmt: skip


@db.atomic
async def reject_month(*, month_id: int, acting: Acting) -> None:
    """Send another's month back to be drafted anew. Raises what `approve_month` raises."""
    asked = await _asked(month_id, acting)
    await operators.reject(approval_id=asked.id, by=acting.operator.id, now=acting.now)
    await settlement.return_month(month_id=month_id)


@db.atomic
async def take_back_month(*, month_id: int, acting: Acting) -> None:
    """Let a month that nobody decided in time be a draft again.

    Raises ApprovalOpen while somebody may decide, NotFound and NotADraft.
    """
    found = await settlement.month_statement(month_id)
    if await month_request(month_id, acting=acting) is not None:
        raise ApprovalOpen
    await settlement.return_month(month_id=month_id)
    await acting.write_down("month_taken_back", found.subject, supplier=found.supplier)


async def month_request(month_id: int, *, acting: Acting) -> ApprovalView | None:
    """Find the request to issue a month that somebody may still decide."""
    waiting = await operators.open_approvals(at=acting.now)
    subject = f"month:{month_id}"
    return next((one for one in waiting if one.is_month and one.subject == subject), None)


async def _asked(month_id: int, acting: Acting) -> ApprovalView:
    found = await month_request(month_id, acting=acting)
    if found is None:
        raise NotFound
    return found
