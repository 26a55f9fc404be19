"""The chain over the audit trail: one per day, built by the auditor (reliability I38, X4)."""

from datetime import date, datetime

from app.kit import chains
from app.kit.chains import Chain, Difference, Head

CHAIN = Chain(
    table="audit_entry", links="audit_link", row="audit_entry", at="at", branch="trail",
    branch_of="'operators'",
    columns=("id", "at", "actor", "action", "subject", "reason", "address_masked"),
    json="facts",
    lock=7_276_004,  # Any number, the same in every auditor.
)  # fmt: skip


async def chain_entries(*, now: datetime, most: int = 500) -> int:
    """Link entries of the trail that are in no chain yet; returns how many. Safe to repeat."""
    return await chains.link(CHAIN, most=most)


async def verify_chain(*, forgotten_after: int = chains.LOOK_BACK) -> list[Difference]:
    """Hash every entry anew; tell which fit their links no more, and which have none."""
    return await chains.verify(CHAIN, forgotten_after=forgotten_after)


async def chain_heads(*, since: date) -> list[Head]:
    """List the last link of each day's chain: what a copy elsewhere should hold."""
    return await chains.heads(CHAIN, since=since)
