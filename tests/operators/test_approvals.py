"""Four eyes, a daily cap, an audit trail that nobody changes, and roles that end somewhere."""

import asyncio
from datetime import datetime, timedelta

import asyncpg
import pytest

from app import operators
from app.kit import db
from app.kit.errors import InvalidInput, NotFound
from app.operators import (
    Action,
    Added,
    ApprovalDecided,
    ApprovalKind,
    ApprovalState,
    ApprovalView,
    Role,
)


async def ask(by: Added, now: datetime, subject: str = "redemption:7") -> ApprovalView:
    return await operators.request_approval(
        kind=ApprovalKind.REFUND,
        subject=subject,
        content={"value_fen": 60_000},
        reason="parcel lost, call 13912345678",
        made_by=by.id,
        now=now,
    )


class TestRoles:
    def test_every_role_is_listed_and_none_may_do_everything(self) -> None:
        allowed = {
            role: {action for action in Action if operators.is_allowed(role, action)}
            for role in Role
        }
        assert all(allowed.values())
        assert all(one != set(Action) for one in allowed.values())
        assert set().union(*allowed.values()) == set(Action)

    def test_nobody_may_both_manage_operators_and_move_value(self) -> None:
        for role in Role:
            if operators.is_allowed(role, Action.MANAGE_OPERATORS):
                assert not operators.is_allowed(role, Action.REFUND)
                assert not operators.is_allowed(role, Action.REFUND_APPROVE)

    def test_may_refuses_what_is_not_listed(self) -> None:
        with pytest.raises(operators.Forbidden) as refused:
            operators.may(Role.SUPPORT, Action.REFUND_APPROVE)
        assert refused.value.facts == {"needs": "refund_approve"}

    def test_a_second_operator_is_needed_from_500_yuan(self) -> None:
        assert not operators.needs_second_operator(49_999)
        assert operators.needs_second_operator(50_000)


class TestApproval:
    async def test_is_approved_by_another(
        self, support: Added, finance: Added, now: datetime
    ) -> None:
        asked = await ask(support, now)
        assert await operators.open_approvals(at=now) == [asked]
        done = await operators.approve(approval_id=asked.id, by=finance.id, now=now)
        assert (done.state, done.decided_by) == (ApprovalState.APPROVED, finance.id)
        assert done.content == {"value_fen": 60_000}
        assert await operators.open_approvals(at=now) == []

    async def test_is_never_decided_by_its_maker(self, finance: Added, now: datetime) -> None:
        asked = await ask(finance, now)
        for decide in (operators.approve, operators.reject):
            with pytest.raises(operators.OwnRequest):
                await decide(approval_id=asked.id, by=finance.id, now=now)
        assert await operators.open_approvals(at=now) == [asked]

    async def test_is_never_decided_by_its_maker_even_in_sql(
        self, finance: Added, now: datetime
    ) -> None:
        from app.operators.service.approvals import _DECIDE

        asked = await ask(finance, now)
        assert await db.fetch(_DECIDE, asked.id, "approved", finance.id, now) == []

    async def test_is_never_decided_by_a_role_that_may_not(
        self, support: Added, finance: Added, now: datetime
    ) -> None:
        asked = await ask(finance, now)
        with pytest.raises(operators.Forbidden):
            await operators.approve(approval_id=asked.id, by=support.id, now=now)

    async def test_is_decided_once_when_two_race(
        self, support: Added, finance: Added, second_finance: Added, now: datetime
    ) -> None:
        asked = await ask(support, now)
        done = await asyncio.gather(
            *(
                decide(approval_id=asked.id, by=checker.id, now=now)
                for decide in (operators.approve, operators.reject)
                for checker in (finance, second_finance)
                for _ in range(5)
            ),
            return_exceptions=True,
        )
        assert sum(isinstance(one, ApprovalView) for one in done) == 1
        assert sum(isinstance(one, ApprovalDecided) for one in done) == 19

    async def test_lasts_for_a_day(self, support: Added, finance: Added, now: datetime) -> None:
        asked, late = await ask(support, now), now + timedelta(hours=24)
        with pytest.raises(operators.ApprovalExpired):
            await operators.approve(approval_id=asked.id, by=finance.id, now=late)
        assert await operators.open_approvals(at=late) == []
        again = await ask(support, late)  # What nobody decided makes room.
        assert await operators.open_approvals(at=late) == [again]
        with pytest.raises(ApprovalDecided):
            await operators.reject(approval_id=asked.id, by=finance.id, now=late)
        assert (await operators.approval(asked.id)).state == ApprovalState.EXPIRED

    async def test_waits_alone_for_its_subject(
        self, support: Added, finance: Added, now: datetime
    ) -> None:
        done = await asyncio.gather(
            *(ask(by, now) for by in (support, finance) for _ in range(5)),
            return_exceptions=True,
        )
        assert sum(isinstance(one, ApprovalView) for one in done) == 1
        assert sum(isinstance(one, operators.ApprovalOpen) for one in done) == 9
        assert await ask(support, now, "redemption:8")

    async def test_may_be_asked_again_after_a_rejection(
        self, support: Added, finance: Added, now: datetime
    ) -> None:
        asked = await ask(support, now)
        await operators.reject(approval_id=asked.id, by=finance.id, now=now)
        assert (await ask(support, now)).id != asked.id

    async def test_needs_a_reason(self, support: Added, now: datetime) -> None:
        with pytest.raises(InvalidInput):
            await operators.request_approval(
                kind=ApprovalKind.REFUND,
                subject="redemption:7",
                content={},
                reason=" \n",
                made_by=support.id,
                now=now,
            )

    async def test_of_nothing_is_not_found(self, finance: Added, now: datetime) -> None:
        with pytest.raises(NotFound):
            await operators.approve(approval_id=99, by=finance.id, now=now)


class TestSpend:
    async def test_stops_twenty_parallel_refunds_at_the_cap(
        self, support: Added, now: datetime
    ) -> None:
        done = await asyncio.gather(
            *(
                operators.spend(operator_id=support.id, value_fen=30_000, now=now)
                for _ in range(20)
            ),
            return_exceptions=True,
        )
        assert sum(isinstance(one, int) for one in done) == 6
        assert sum(isinstance(one, operators.DailyCapReached) for one in done) == 14
        assert await operators.spent_today(support.id, at=now) == 180_000

    async def test_refuses_a_first_refund_above_the_cap(
        self, support: Added, now: datetime
    ) -> None:
        with pytest.raises(operators.DailyCapReached) as refused:
            await operators.spend(operator_id=support.id, value_fen=200_001, now=now)
        assert refused.value.facts == {"cap_fen": 200_000, "spent_fen": 0}

    async def test_begins_anew_at_midnight_in_the_malls_zone(
        self, support: Added, now: datetime
    ) -> None:
        await operators.spend(operator_id=support.id, value_fen=200_000, now=now)
        midnight = datetime.fromisoformat("2026-11-22T00:00:00+08:00")
        with pytest.raises(operators.DailyCapReached):
            await operators.spend(
                operator_id=support.id, value_fen=1, now=midnight - timedelta(seconds=1)
            )
        assert await operators.spend(operator_id=support.id, value_fen=1, now=midnight) == 1

    async def test_gives_the_share_back_when_the_refund_fails(
        self, support: Added, now: datetime
    ) -> None:
        with pytest.raises(NotFound):
            async with db.transaction():
                await operators.spend(operator_id=support.id, value_fen=1, now=now)
                raise NotFound
        assert await operators.spent_today(support.id, at=now) == 0


class TestAudit:
    async def test_keeps_what_happened_and_hides_phones(
        self, database: None, now: datetime
    ) -> None:
        await operators.record(
            actor="operator:1",
            action="phone_revealed",
            subject="member:7",
            reason="called 13912345678",
            facts={"said": "tel 13912345678", "trade_no": "2026112100001234567", "points": 5},
            address="203.0.113.77",
            now=now,
        )
        (entry,) = await operators.entries("member:7")
        assert entry.reason == "called 139****5678"
        assert entry.facts == {
            "said": "tel 139****5678",
            "trade_no": "2026112100001234567",
            "points": 5,
        }
        assert entry.address_masked == "203.0.113.0/24"

    @pytest.mark.parametrize(
        "change", ["UPDATE audit_entry SET actor = 'nobody'", "DELETE FROM audit_entry"]
    )
    async def test_is_never_changed(self, support: Added, change: str) -> None:
        with pytest.raises(asyncpg.RestrictViolationError):
            await db.fetch(change)

    async def test_pages_through_all_of_it(self, database: None, now: datetime) -> None:
        for number in range(5):
            await operators.record(
                actor=f"operator:{number % 2}", action="seen", subject="member:7", now=now
            )
        first = await operators.recent(limit=3)
        second = await operators.recent(limit=3, cursor=first.next_cursor)
        assert [entry.id for entry in (*first.items, *second.items)] == [5, 4, 3, 2, 1]
        assert second.next_cursor is None
        assert len((await operators.recent(actor="operator:1")).items) == 2

    @pytest.mark.usefixtures("database")
    async def test_is_kept_only_with_what_it_tells_of(self, now: datetime) -> None:
        with pytest.raises(NotFound):
            async with db.transaction():
                await operators.record(actor="system", action="x", subject="y:1", now=now)
                raise NotFound
        assert await operators.entries("y:1") == []
