"""Tokens work for as long as they should, for nobody else, and die at once."""

import asyncio
from datetime import datetime, timedelta

import pytest

from app import members
from app.kit import db
from app.members import MemberView, Tokens

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def anna(database: None, now: datetime) -> MemberView:
    return await members.enrol(phone="13912345678", nickname="Anna", now=now)


@pytest.fixture
async def tokens(anna: MemberView, now: datetime) -> Tokens:
    return await members.open_tokens(member_id=anna.id, now=now)


class TestAuthenticate:
    async def test_knows_the_member(
        self, anna: MemberView, tokens: Tokens, now: datetime
    ) -> None:
        assert await members.authenticate(tokens.access_token, at=now) == anna

    async def test_keeps_only_a_hash(self, tokens: Tokens) -> None:
        kept = str(await db.fetch("SELECT * FROM sign_in, refresh_token"))
        assert tokens.access_token not in kept
        assert tokens.refresh_token not in kept

    async def test_ends_after_two_hours(self, tokens: Tokens, now: datetime) -> None:
        assert tokens.expires_in == 7200
        until = now + timedelta(hours=2)
        assert await members.authenticate(tokens.access_token, at=until - timedelta(seconds=1))
        with pytest.raises(members.TokenExpired):
            await members.authenticate(tokens.access_token, at=until)

    @pytest.mark.parametrize("token", ["", "nonsense", "\x00", "积分"])
    async def test_refuses_a_token_that_is_none(self, token: str, now: datetime) -> None:
        with pytest.raises(members.TokenInvalid):
            await members.authenticate(token, at=now)

    async def test_refuses_a_refresh_token(self, tokens: Tokens, now: datetime) -> None:
        with pytest.raises(members.TokenInvalid):
            await members.authenticate(tokens.refresh_token, at=now)

    async def test_refuses_a_disabled_member_at_once(
        self, anna: MemberView, tokens: Tokens, now: datetime
    ) -> None:
        await db.fetch("UPDATE member SET is_disabled = true")  # Without ending the sign-in.
        with pytest.raises(members.TokenInvalid):
            await members.authenticate(tokens.access_token, at=now)
        with pytest.raises(members.TokenInvalid):
            await members.refresh(refresh_token=tokens.refresh_token, now=now)
        with pytest.raises(members.MemberDisabled):
            await members.open_tokens(member_id=anna.id, now=now)
        assert await members.viewer(anna.id) is None

    async def test_refuses_a_sign_in_that_has_ended(
        self, tokens: Tokens, now: datetime
    ) -> None:
        await members.revoke(tokens.access_token, now=now)
        await members.revoke(tokens.access_token, now=now)
        with pytest.raises(members.TokenInvalid):
            await members.authenticate(tokens.access_token, at=now)
        with pytest.raises(members.TokenInvalid):
            await members.refresh(refresh_token=tokens.refresh_token, now=now)

    async def test_ends_every_sign_in_of_one_member_only(
        self, anna: MemberView, tokens: Tokens, now: datetime
    ) -> None:
        berta = await members.enrol(phone="13812345678", nickname="Berta", now=now)
        others = await members.open_tokens(member_id=berta.id, now=now)
        await members.open_tokens(member_id=anna.id, now=now)
        assert await members.revoke_all(member_id=anna.id, because="asked", now=now) == 2
        with pytest.raises(members.TokenInvalid):
            await members.authenticate(tokens.access_token, at=now)
        assert await members.authenticate(others.access_token, at=now) == berta


class TestRefresh:
    async def test_exchanges_both_tokens(
        self, anna: MemberView, tokens: Tokens, now: datetime
    ) -> None:
        late = now + timedelta(days=29)
        fresh = await members.refresh(refresh_token=tokens.refresh_token, now=late)
        assert await members.authenticate(fresh.access_token, at=late) == anna
        with pytest.raises(members.TokenInvalid):
            await members.authenticate(tokens.access_token, at=now)
        assert await members.refresh(refresh_token=fresh.refresh_token, now=late)

    async def test_ends_after_thirty_days(self, tokens: Tokens, now: datetime) -> None:
        with pytest.raises(members.TokenExpired):
            await members.refresh(
                refresh_token=tokens.refresh_token, now=now + timedelta(days=30)
            )

    async def test_revokes_the_sign_in_when_a_spent_token_is_shown(
        self, tokens: Tokens, now: datetime
    ) -> None:
        fresh = await members.refresh(refresh_token=tokens.refresh_token, now=now)
        with pytest.raises(members.TokenReused):
            await members.refresh(refresh_token=tokens.refresh_token, now=now)
        with pytest.raises(members.TokenInvalid):
            await members.authenticate(fresh.access_token, at=now)
        with pytest.raises(members.TokenInvalid):
            await members.refresh(refresh_token=fresh.refresh_token, now=now)

    async def test_leaves_the_members_other_sign_ins_alone(
        self, anna: MemberView, tokens: Tokens, now: datetime
    ) -> None:
        other = await members.open_tokens(member_id=anna.id, now=now)
        await members.refresh(refresh_token=tokens.refresh_token, now=now)
        with pytest.raises(members.TokenReused):
            await members.refresh(refresh_token=tokens.refresh_token, now=now)
        assert await members.authenticate(other.access_token, at=now) == anna

    async def test_has_one_winner_of_twenty(self, tokens: Tokens, now: datetime) -> None:
        done = await asyncio.gather(
            *(members.refresh(refresh_token=tokens.refresh_token, now=now) for _ in range(20)),
            return_exceptions=True,
        )
        assert sum(isinstance(one, Tokens) for one in done) == 1
        assert sum(isinstance(one, members.TokenReused) for one in done) == 19
        assert len(await db.fetch("SELECT FROM refresh_token")) == 2

    async def test_never_joins_a_transaction_that_could_undo_a_revocation(
        self, tokens: Tokens, now: datetime
    ) -> None:
        with pytest.raises(db.NetworkInsideTransaction):
            async with db.transaction():
                await members.refresh(refresh_token=tokens.refresh_token, now=now)

    @pytest.mark.parametrize("token", ["", "nonsense"])
    async def test_refuses_a_token_that_is_none(self, token: str, now: datetime) -> None:
        with pytest.raises(members.TokenInvalid):
            await members.refresh(refresh_token=token, now=now)
