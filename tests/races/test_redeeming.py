"""Many hands at one thing: one of them gets it, and nothing is lost or doubled."""

import asyncio
from typing import Any

from app.catalogue import SoldOut
from app.kit import idempotency
from app.kit.errors import MallError
from app.ledger import InsufficientPoints
from app.redemption import ExpressAgain, RedemptionView
from tests.stage import Stage

ACCOUNT = "13800000101"


async def gathered(*tasks: Any) -> tuple[list[RedemptionView], list[BaseException]]:
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    won = [one for one in answers if isinstance(one, RedemptionView)]
    return won, [one for one in answers if isinstance(one, BaseException)]


class TestLastPiece:
    async def test_two_hundred_buyers_of_one_piece_make_one_redemption(
        self, stage: Stage
    ) -> None:
        for member_id in range(1, 201):
            await stage.member(points=100, member_id=member_id)
        won, refused = await gathered(
            *(
                stage.place("last-one", account=ACCOUNT, member_id=member_id)
                for member_id in range(1, 201)
            )
        )
        assert (len(won), len(refused)) == (1, 199)
        assert all(isinstance(one, SoldOut) for one in refused)
        assert await stage.stock("last-one") == (0, 1, 0)
        untouched = [await stage.available(one) for one in range(1, 201)]
        assert sorted(untouched) == [0] + [100] * 199


class TestOneBalance:
    async def test_a_hundred_redemptions_of_one_balance_spend_it_once(
        self, stage: Stage
    ) -> None:
        await stage.member(points=3_700)
        won, refused = await gathered(
            *(stage.place("topup-50", account=ACCOUNT) for _ in range(100))
        )
        assert (len(won), len(refused)) == (7, 93)
        assert all(isinstance(one, InsufficientPoints) for one in refused)
        assert await stage.available() == 200


class TestOneTap:
    async def test_a_tap_that_trembles_is_one_redemption(self, stage: Stage) -> None:
        await stage.member(points=5_000)
        first = await stage.place("topup-50", account=ACCOUNT)
        won, refused = await gathered(
            *(
                stage.place(
                    "topup-50",
                    account_from=first.id,
                    express_points=500,
                    express_cap=500,
                    key="the-tap",
                )
                for _ in range(50)
            )
        )
        assert len({one.id for one in won}) == 1
        assert (len(won), refused, await stage.available()) == (50, [], 4_000)

    async def test_of_two_pages_tapped_at_once_one_redeems(self, stage: Stage) -> None:
        await stage.member(points=5_000)
        first = await stage.place("topup-50", account=ACCOUNT)
        won, refused = await gathered(
            *(
                stage.place(
                    "topup-50", account_from=first.id, express_points=500, express_cap=500
                )
                for _ in range(20)
            )
        )
        assert (len(won), await stage.available()) == (1, 4_000)
        assert all(isinstance(one, ExpressAgain) for one in refused)


class TestOneKey:
    async def test_fifty_times_one_key_is_one_redemption(self, stage: Stage) -> None:
        await stage.member(points=5_000)
        won, refused = await gathered(
            *(stage.place("topup-50", account=ACCOUNT, key="the-key") for _ in range(50))
        )
        assert len({one.id for one in won}) == 1
        assert (len(won), refused, await stage.available()) == (50, [], 4_500)

    async def test_fifty_requests_with_one_key_get_one_answer(self, stage: Stage) -> None:
        made = 0

        async def answer() -> idempotency.Answer:
            nonlocal made
            made += 1
            return idempotency.Answer(201, str(made).encode())

        async def ask() -> idempotency.Answer:
            return await idempotency.once(
                scope="member:1", key="k", request=b"r", answer=answer, now=stage.clock.now
            )

        answers = await asyncio.gather(*(ask() for _ in range(50)), return_exceptions=True)
        told = {one.body for one in answers if isinstance(one, idempotency.Answer)}
        refused = [one for one in answers if isinstance(one, MallError)]
        assert (told, made) == ({b"1"}, 1)
        assert all(isinstance(one, idempotency.IdempotencyInProgress) for one in refused)
