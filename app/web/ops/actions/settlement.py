"""Settling with suppliers: each act with its line in the audit trail."""

from datetime import date, datetime

from app import operators, settlement
from app.kit import db
from app.kit.errors import NotFound
from app.operators import ApprovalKind, ApprovalView
from app.settlement import MonthView, StatementFile, StatementView

from ..acting import Acting


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
    """Ask a second operator to issue a draft. Raises NotADraft and ApprovalOpen."""
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

    Raises OwnRequest, ApprovalDecided, NotADraft, and NotFound when nobody asked.
    """
    asked = await month_request(month_id)
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
    """Send another's month back to be drafted anew. Raises OwnRequest, ApprovalDecided."""
    asked = await month_request(month_id)
    await operators.reject(approval_id=asked.id, by=acting.operator.id, now=acting.now)
    await settlement.return_month(month_id=month_id)


async def month_request(month_id: int) -> ApprovalView:
    """Find the request to issue a month. Raises NotFound when none is open."""
    subject = f"month:{month_id}"
    for one in await operators.open_approvals():
        if one.is_month and one.subject == subject:
            return one
    raise NotFound
