"""What programs read of a coupon: its ticket, and its codes when asked."""

from tests.stage import Stage

from .conftest import Api
from .test_redemptions import placed


class TestTicket:
    async def test_tells_its_codes_with_a_picture_to_scan(self, api: Api, stage: Stage) -> None:
        told = await placed(api, stage, "coffee", quantity=2)
        await stage.work(rounds=2)
        shown = (await api.get(f"/redemptions/{told['id']}")).json()["data"]
        ticket = {"kind": "coupon", "number": told["id"], "pieces": 2, "valid_until": None}
        assert shown["ticket"] == ticket | {"starts_at": None, "place": None}
        assert shown["delivery"]["codes"] == 2
        codes = (await api.post(f"/redemptions/{told['id']}/codes")).json()["data"]["codes"]
        assert len({one["number"] for one in codes}) == 2
        assert all(one["qr_svg"].startswith("<svg") for one in codes)
