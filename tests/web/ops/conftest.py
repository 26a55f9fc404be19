"""A console with people of every role, and redemptions in the states that they meet."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import msgspec
import pytest
from litestar import Litestar

from app import catalogue, fulfilment, ledger, members, operators
from app.catalogue import Delivery, NewPrice
from app.fulfilment import service
from app.kit import clock
from app.ledger import Receipt
from app.operators import Role
from app.redemption import RedemptionView
from suppliers import Partial
from tests.catalogue.conftest import PLAIN
from tests.stage import CALM, Clock, Stage, open_shop, supplier
from tests.web.conftest import BASE_URL, token

PHONE = "13800000101"
PASSWORD = "a-long-password-for-tests"


class Person(msgspec.Struct, kw_only=True):
    """An operator in front of a browser of their own."""

    id: int
    name: str
    totp_secret: str
    browser: httpx.AsyncClient
    headers: dict[str, str] = {}

    async def sign_in(self) -> httpx.Response:
        """Sign in as a person does, with the code of this half minute."""
        self.headers = await token(self.browser)
        code = operators.one_time_password(self.totp_secret, at=clock.now())
        said = await self.post("/sign-in", name=self.name, password=PASSWORD, code=code)
        self.headers = {"x-csrftoken": self.browser.cookies["laurel_csrf"]}
        return said

    async def get(self, path: str) -> httpx.Response:
        return await self.browser.get(f"/ops{path}")

    async def post(self, path: str, **form: str) -> httpx.Response:
        return await self.browser.post(f"/ops{path}", data=form, headers=self.headers)

    async def refund(
        self, redemption_id: int, *, key: str = "key-1", reason: str = "broken", **form: str
    ) -> httpx.Response:
        return await self.post(
            f"/redemptions/{redemption_id}/refunds", idempotency_key=key, reason=reason, **form
        )


Hire = Callable[..., Awaitable[Person]]


@pytest.fixture
async def hire(web: Litestar, client: httpx.AsyncClient) -> AsyncIterator[Hire]:
    """Take on an operator of a role, signed in unless told otherwise."""
    browsers = []

    async def hired(role: Role, *, name: str | None = None, comes_in: bool = True) -> Person:
        added = await operators.add(
            name=name or role.value, role=role, password=PASSWORD, now=clock.now()
        )
        browser = httpx.AsyncClient(transport=client._transport, base_url=BASE_URL)
        browsers.append(browser)
        person = Person(
            id=added.id, name=added.name, totp_secret=added.totp_secret, browser=browser
        )
        if comes_in:
            assert (await person.sign_in()).headers["location"] == "/ops"
        return person

    yield hired
    browsers.clear()


@asynccontextmanager
async def shop(address: str = "http://127.0.0.1:1") -> AsyncIterator[Stage]:
    """An open shop whose one supplier cannot be reached unless an address is given."""
    time = Clock(clock.now())
    await fulfilment.gateway.configure(
        [supplier("fake-main", address, 1)], patience=CALM, time=time
    )
    yield Stage(time, await open_shop(time.now), [])
    await fulfilment.gateway.close()


@pytest.fixture
async def stage(client: httpx.AsyncClient, invariants: None) -> AsyncIterator[Stage]:
    """A shop with one member who has points; the invariants are checked after it."""
    async with shop() as one:
        member = await members.enrol(phone=PHONE, nickname="Ada", now=one.clock.now)
        assert member.id == 1
        await ledger.earn(
            member_id=1, points=50_000, reference="gift", receipt=Receipt(rule="gift"),
            now=one.clock.now,
        )  # fmt: skip
        yield one


@pytest.fixture
async def parcel(stage: Stage) -> RedemptionView:
    """A tote bag that waits for its waybill."""
    address = await members.add_address(
        member_id=1, now=stage.clock.now,
        form=members.AddressForm(
            recipient="Ada", phone=PHONE, region="Shanghai", detail="1 Wukang Road"
        ),
    )  # fmt: skip
    placed = await stage.place("tote-bag", address_id=address.id)
    await stage.relay()
    return placed


@pytest.fixture
async def delivered(stage: Stage) -> RedemptionView:
    """Trees for 50 points, planted at once."""
    placed = await stage.place("forest")
    await stage.relay()
    return placed


@pytest.fixture
async def costly(stage: Stage) -> RedemptionView:
    """Trees for 5,000 points: worth 500 yuan, the least that needs a second operator."""
    grove = msgspec.structs.replace(PLAIN, slug="grove", delivery=Delivery.DONATION)
    stage.products["grove"] = await catalogue.add_product(product=grove, now=stage.clock.now)
    price = NewPrice(points=5_000)
    await catalogue.set_price(product_id=stage.products["grove"], price=price)
    placed = await stage.place("grove")
    await stage.relay()
    return placed


@pytest.fixture
async def doubtful(stage: Stage) -> RedemptionView:
    """A recharge of 500 points of which a half came."""
    placed, attempt_id = await submitted(stage, "topup-50")
    half = Partial("R-1", 2_500, "half")
    await fulfilment.settle(attempt_id=attempt_id, outcome=half, now=stage.clock.now)
    return placed


async def submitted(stage: Stage, slug: str) -> tuple[RedemptionView, int]:
    """Redeem, and commit to an attempt as the dispatcher does; nothing is sent."""
    placed = await stage.place(slug, account=PHONE if slug == "topup-50" else None)
    await stage.relay()
    [duty] = await service.claim_due(now=stage.clock.now)
    prepared = await service.prepare(duty=duty, now=stage.clock.now)
    assert prepared is not None
    return placed, prepared.attempt_id


async def deeds(redemption_id: int) -> list[str]:
    """Name what the audit trail says about a redemption, oldest first."""
    entries = await operators.entries(f"redemption:{redemption_id}")
    return [entry.action for entry in reversed(entries)]
