"""What is delivered at once can be opened: a coupon, a ticket, a file; by its owner alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import msgspec
import pytest

from app import catalogue, fulfilment, redemption, settings
from app.catalogue import Delivery, NewPrice, NewSlot
from app.kit import db, handouts
from app.kit.errors import NotFound
from app.kit.texts import Text
from tests.catalogue.conftest import PLAIN
from tests.web.test_sessions import enter

PDF = b"%PDF-1.7 the winter issue"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of this test's own."""
    monkeypatch.setenv("LAUREL_DATA", str(tmp_path))
    monkeypatch.setenv("LAUREL_MODE", "demo")
    settings.current.cache_clear()
    yield tmp_path
    settings.current.cache_clear()


async def offered(now: datetime, kind: Delivery, **more: object) -> int:
    product = msgspec.structs.replace(PLAIN, slug=f"a-{kind}", delivery=kind, **more)
    product_id = await catalogue.add_product(product=product, now=now)
    await catalogue.set_price(product_id=product_id, price=NewPrice(points=100))
    return product_id


async def redeemed(
    inside: httpx.AsyncClient, product_id: int, now: datetime, **more: object
) -> str:
    form = {"product_id": str(product_id), "quantity": "1", "idempotency_key": f"k{product_id}"}
    told = await inside.post("/redemptions", data=form | more)
    assert told.status_code == 303, told.text
    url = told.headers["location"]
    redemption_id = int(url.rpartition("/")[2])
    await fulfilment.open_duty(redemption_id=redemption_id, now=now)
    return url


def code_in(page: str) -> str:
    return page.split("data-code>")[1].split("<")[0]


async def reveals() -> list[tuple[object, ...]]:
    rows = await db.fetch("SELECT member_id, file FROM code_reveal ORDER BY id")
    return [tuple(row) for row in rows]


async def a_stranger(client: httpx.AsyncClient) -> None:
    row = await db.fetch_one(
        "INSERT INTO member (nickname, tier, language, text_size, is_disabled, joined_at)"
        " SELECT 'Eve', 'basic', language, text_size, false, joined_at FROM member RETURNING id"
    )
    assert row
    await enter(client, row["id"])
    client.headers["x-csrftoken"] = client.cookies["laurel_csrf"]


class TestCoupon:
    async def test_has_a_code_of_its_own_for_so_many_days(
        self, inside: httpx.AsyncClient, rich: int, now: datetime
    ) -> None:
        coffee = await offered(now, Delivery.COUPON, valid_days=90)
        url = await redeemed(inside, coffee, now, quantity="2")
        before = (await inside.get(url)).text
        assert "data-code" not in before
        assert (now + timedelta(days=90)).date().isoformat()[:7] in before
        shown = (await inside.post(f"{url}/codes")).text
        assert shown.count("data-code>") == shown.count('class="qr"') == 2
        assert len(code_in(shown)) == 19
        assert await reveals() == [(rich, None)]

    async def test_is_paid_out_of_what_was_held(
        self, inside: httpx.AsyncClient, now: datetime
    ) -> None:
        """Held takes the points, spent takes none: each stands there as what it is."""
        coffee = await offered(now, Delivery.COUPON, valid_days=90)
        page = (await inside.get(await redeemed(inside, coffee, now))).text
        lines = page.split('id="postings"')[1].split("</section>")[0].split("<li>")[1:]
        said = ["−100" in one for one in lines], ["来自冻结" in one for one in lines]
        assert said in (([True, False], [False, True]), ([False, True], [True, False]))

    async def test_is_sealed_at_rest_and_never_the_same(
        self, inside: httpx.AsyncClient, now: datetime
    ) -> None:
        coffee = await offered(now, Delivery.COUPON)
        url = await redeemed(inside, coffee, now, quantity="2")
        shown = (await inside.post(f"{url}/codes")).text
        rows = await db.fetch("SELECT number_sealed, number_index FROM card_code")
        kept = b"".join(bytes(row["number_sealed"]) for row in rows)
        assert code_in(shown).encode() not in kept
        assert len({bytes(row["number_index"]) for row in rows}) == 2

    async def test_is_shown_to_its_owner_alone(
        self, inside: httpx.AsyncClient, now: datetime
    ) -> None:
        url = await redeemed(inside, await offered(now, Delivery.COUPON), now)
        await a_stranger(inside)
        assert (await inside.post(f"{url}/codes")).status_code == 404
        assert await reveals() == []


class TestBooking:
    async def test_says_when_where_and_which_and_shows_a_code(
        self, inside: httpx.AsyncClient, now: datetime
    ) -> None:
        tour = await offered(now, Delivery.BOOKING)
        starts_at = now + timedelta(days=5)
        slot_id = await catalogue.add_slot(
            product_id=tour,
            slot=NewSlot(starts_at=starts_at, place=Text("西岸", "West Bund"), capacity=4),
        )
        url = await redeemed(inside, tour, now, slot_id=str(slot_id))
        ticket = (await inside.get(url)).text.split('id="ticket"')[1].split("</dl>")[0]
        assert ">西岸<" in ticket.replace("\n", "").replace(" ", "")
        assert url.rpartition("/")[2] in ticket
        assert 'class="qr"' in (await inside.post(f"{url}/codes")).text


class TestFile:
    @pytest.fixture
    async def issue(self, data: Path, inside: httpx.AsyncClient, now: datetime) -> str:
        """A delivered redemption of a file that lies in its place."""
        product_id = await offered(now, Delivery.FILE, files=("issue/winter.pdf",))
        source = data / "winter"
        source.write_bytes(PDF)
        handouts.keep(source, data, "issue/winter.pdf")
        return await redeemed(inside, product_id, now)

    async def test_is_linked_and_streams_and_is_kept(
        self, inside: httpx.AsyncClient, issue: str, rich: int
    ) -> None:
        assert f'href="{issue}/files/1"' in (await inside.get(issue)).text
        assert await reveals() == []
        told = await inside.get(f"{issue}/files/1")
        assert (told.status_code, told.content) == (200, PDF)
        assert told.headers["content-type"] == "application/pdf"
        assert 'filename="winter.pdf"' in told.headers["content-disposition"]
        assert told.headers["cache-control"] == "no-store"
        assert await reveals() == [(rich, "issue/winter.pdf")]

    @pytest.mark.parametrize("number", ["0", "2", "99999999999999999999"])
    async def test_has_no_other(
        self, inside: httpx.AsyncClient, issue: str, number: str
    ) -> None:
        assert (await inside.get(f"{issue}/files/{number}")).status_code == 404

    async def test_opens_for_its_owner_alone(
        self, inside: httpx.AsyncClient, issue: str
    ) -> None:
        await a_stranger(inside)
        assert (await inside.get(f"{issue}/files/1")).status_code == 404
        assert await reveals() == []

    async def test_closes_when_everything_went_back(
        self, inside: httpx.AsyncClient, issue: str, now: datetime
    ) -> None:
        await redemption.refund(
            redemption_id=int(issue.rpartition("/")[2]), reason="asked", actor="o",
            now=now,
        )  # fmt: skip
        assert (await inside.get(f"{issue}/files/1")).status_code == 404

    @pytest.mark.parametrize(
        "name", ["../secret.pdf", "a/../../secret.pdf", "/etc/a.pdf", "a/.b.pdf", "a/b.sh", "a"]
    )
    def test_never_leaves_its_folder(self, data: Path, name: str) -> None:
        (data / "secret.pdf").write_bytes(PDF)
        with pytest.raises(NotFound):
            handouts.found(data, name)

    def test_follows_no_link_out_of_its_folder(self, data: Path) -> None:
        (data / "secret.pdf").write_bytes(PDF)
        (data / "files" / "a").mkdir(parents=True)
        (data / "files" / "a" / "b.pdf").symlink_to(data / "secret.pdf")
        with pytest.raises(NotFound):
            handouts.found(data, "a/b.pdf")
