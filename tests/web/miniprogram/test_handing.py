"""What programs read of a coupon: its ticket, and its codes when asked."""

from xml.etree import ElementTree

from app import members
from app.members import AddressForm
from tests.stage import Stage

from .conftest import Api
from .test_redemptions import placed


class TestTicket:
    async def test_tells_its_codes_with_a_picture_to_scan(self, api: Api, stage: Stage) -> None:
        told = await placed(api, stage, "coffee", quantity=2)
        stage.clock.turn(
            30
        )  # The web's clock is the real one, and goes on while a shop is opened.
        await stage.work(rounds=2)
        shown = (await api.get(f"/redemptions/{told['id']}")).json()["data"]
        ticket = {"kind": "coupon", "number": told["id"], "pieces": 2, "valid_until": None}
        assert shown["ticket"] == ticket | {"starts_at": None, "place": None}
        assert shown["delivery"]["codes"] == 2
        codes = (await api.post(f"/redemptions/{told['id']}/codes")).json()["data"]["codes"]
        assert len({one["number"] for one in codes}) == 2
        pictures = [ElementTree.fromstring(one["qr_svg"]) for one in codes]
        assert {one.tag for one in pictures} == {"{http://www.w3.org/2000/svg}svg"}


class TestSentTo:
    async def test_tells_its_owner_where_a_parcel_goes(self, api: Api, stage: Stage) -> None:
        form = AddressForm(
            recipient="林晚", phone="13800000009", region="上海市徐汇区", detail="武康路 1 号"
        )
        to = await members.add_address(member_id=api.member_id, form=form, now=stage.clock.now)
        told = await placed(api, stage, "tote-bag", address_id=str(to.id))
        shown = (await api.get(f"/redemptions/{told['id']}")).json()["data"]
        assert shown["sent_to"] == {
            "recipient": "林晚", "phone_masked": "138****0009", "region": "上海市徐汇区",
            "detail": "武康路 1 号",
        }  # fmt: skip
        assert (shown["is_partial"], shown["files"]) == (False, [])
