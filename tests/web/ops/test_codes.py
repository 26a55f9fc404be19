"""Card codes come in from files, whole or not at all; no page and no trail shows one."""

import httpx
import msgspec
import pytest

from app import catalogue, operators
from app.catalogue import Delivery, NewPrice
from app.kit import db
from app.operators import Role
from tests.catalogue.conftest import PLAIN
from tests.stage import Stage

from .conftest import Hire, Person

CSV = b"number,password,expires_on\nSECRET-1,PW-1,2099-12-31\nSECRET-2,,\n"


async def send(
    person: Person, raw: bytes, *, product: str = "gamecard-30", name: str = "codes.csv",
    plainly: bool = False,
) -> httpx.Response:  # fmt: skip
    """Send a file as the script does, or plainly as a browser without it."""
    form = {"product": product}
    headers = dict(person.headers)
    if plainly:
        form["_csrf_token"] = headers.pop("x-csrftoken")
    return await person.browser.post(
        "/ops/codes", data=form, files={"codes": (name, raw, "text/csv")}, headers=headers
    )


async def count() -> int:
    row = await db.fetch_one("SELECT count(*) AS n FROM card_code")
    assert row is not None
    return int(row["n"])


class TestImport:
    @pytest.mark.parametrize("plainly", [True, False])
    async def test_takes_a_file_and_shows_how_many_but_no_code(
        self, hire: Hire, stage: Stage, plainly: bool
    ) -> None:
        ada = await hire(Role.OPS)
        said = await send(ada, CSV, plainly=plainly)
        assert (said.status_code, said.headers["location"]) == (303, "/ops/codes?taken=2")
        shown = (await ada.get("/codes?taken=2")).text
        assert 'id="code-stock-gamecard-30"' in shown
        assert "codes.csv" in shown
        assert ada.name in shown
        assert "SECRET" not in shown
        [entry] = await operators.entries("product:gamecard-30")
        assert (entry.action, entry.facts["codes"]) == ("codes_imported", 2)
        assert len(str(entry.facts["sha256"])) == 64
        assert "SECRET" not in repr(entry)

    async def test_is_spooled_and_takes_thousands(self, hire: Hire, stage: Stage) -> None:
        ada = await hire(Role.OPS)
        raw = b"".join(b"SECRET-%d,%s,2099-12-31\n" % (n, b"p" * 150) for n in range(9_000))
        assert len(raw) > 1024 * 1024  # More than a body may be elsewhere.
        assert (await send(ada, raw)).status_code == 303
        assert await count() == 9_000

    @pytest.mark.parametrize(
        ("raw", "status", "line"),
        [
            (CSV + b"SECRET-1\n", 422, "4"),
            (CSV + b"OLD-1\n", 422, "4"),
            (CSV + b"SECRET-9,,2001-01-01\n", 422, "4"),
            (b"\xff\xff", 422, ""),
            (b"", 422, ""),
        ],
    )
    async def test_refuses_all_of_a_file_with_one_bad_line(
        self, hire: Hire, stage: Stage, raw: bytes, status: int, line: str
    ) -> None:
        ada = await hire(Role.OPS)
        await send(ada, b"OLD-1\n")
        said = await send(ada, raw)
        assert said.status_code == status
        assert 'id="problem"' in said.text
        assert line in said.text
        assert "SECRET" not in said.text
        assert await count() == 1

    async def test_knows_a_file_again_kindly(self, hire: Hire, stage: Stage) -> None:
        ada = await hire(Role.OPS)
        await send(ada, CSV)
        said = await send(ada, CSV, name="again.csv")
        assert (said.status_code, "codes.csv" in said.text) == (409, True)

    async def test_refuses_what_is_too_large_and_what_is_no_file(
        self, hire: Hire, stage: Stage
    ) -> None:
        ada = await hire(Role.OPS)
        assert (await send(ada, b"x" * (9 * 1024 * 1024))).status_code == 413
        assert (await send(ada, CSV, product="topup-50")).status_code == 422
        assert (await send(ada, CSV, product="nobody")).status_code == 422
        bare = await ada.post("/codes", product="gamecard-30")
        assert 400 <= bare.status_code < 500
        assert await count() == 0

    async def test_needs_the_token_and_the_role(self, hire: Hire, stage: Stage) -> None:
        ada, bob = await hire(Role.OPS), await hire(Role.SUPPORT)
        assert (await send(bob, CSV)).status_code == 403
        assert (await bob.get("/codes")).status_code == 403
        ada.headers = {}
        assert (await send(ada, CSV)).status_code == 403

    async def test_offers_every_card_product(self, hire: Hire, stage: Stage) -> None:
        card = msgspec.structs.replace(PLAIN, slug="tea-card", delivery=Delivery.CARD)
        product_id = await catalogue.add_product(product=card, now=stage.clock.now)
        await catalogue.set_price(product_id=product_id, price=NewPrice(points=1))
        ada = await hire(Role.OPS)
        shown = (await ada.get("/codes")).text
        assert 'value="tea-card"' in shown
        assert 'value="topup-50"' not in shown
