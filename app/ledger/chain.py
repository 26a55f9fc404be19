"""The chain over postings: one per day and currency, built by the auditor (R9)."""

from datetime import date, datetime

from app.kit import chains
from app.kit.chains import Chain, Difference, Head

CHAIN = Chain(
    table="posting", links="chain_link", row="posting", at="posted_at", branch="currency",
    branch_of="t.currency",
    columns=("id", "member_id", "currency", "movement", "source", "destination", "points",
             "available_after", "reference", "channel", "actor", "posted_at"),
    json="receipt",
    lock=7_276_003,  # Any number, the same in every auditor.
)  # fmt: skip


async def chain_postings(*, now: datetime, most: int = 500) -> int:
    """Link postings that are in no chain yet, in the order of their ids (R9).

    Returns how many. One auditor at a time: another that runs meanwhile links nothing.
    """
    return await chains.link(CHAIN, most=most)


async def verify_chain(*, forgotten_after: int = chains.LOOK_BACK) -> list[Difference]:
    """Hash every posting anew; tell which fit their links no more, and which have none."""
    return await chains.verify(CHAIN, forgotten_after=forgotten_after)


async def chain_heads(*, since: date) -> list[Head]:
    """List the last link of each chain from a day on: what a copy elsewhere should hold."""
    return await chains.heads(CHAIN, since=since)
