"""Our cryptography against the library `wechatpayv3`, and against forgeries."""

import asyncio
import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from wechatpayv3 import WeChatPay, WeChatPayType, utils

from app.demo import fake_psp
from app.demo.fake_psp.keys import MERCHANT, PLATFORM, SERIAL
from app.demo.fake_psp.seal import FIELD
from app.demo.fake_psp.seal import Seal as Theirs
from app.kit import clock
from app.payments import Keys
from app.payments.errors import ConfigurationRefused, Unreadable
from app.payments.gateway.keys import read_keys
from app.payments.gateway.seal import Seal
from tests.payments.keys import mall_keys, psp_keys
from tests.suppliers.serving import serving

PATH = "/v3/pay/transactions/out-trade-no/L1?mchid=1900000001"
BODY = '{"description":"咖啡","amount":{"total":9900}}'.encode()


def oracle() -> WeChatPay:
    """The library as a merchant would set it up."""
    keys = psp_keys()
    return WeChatPay(
        wechatpay_type=WeChatPayType.MINIPROG, mchid=MERCHANT, cert_serial_no=SERIAL,
        private_key=(keys.folder / "merchant.pem").read_text(), apiv3_key=keys.api_v3,
        appid="demo-app", notify_url="http://127.0.0.1:1/none", public_key_id=PLATFORM,
        public_key=(keys.folder / "public" / f"{PLATFORM}.pem").read_text(),
    )  # fmt: skip


class TestOracle:
    def test_signs_a_request_as_we_do(self, now: datetime) -> None:
        headers = Seal(mall_keys()).headers("POST", PATH, BODY, now=now)
        told = dict(FIELD.findall(headers["Authorization"]))
        signed = "\n".join(
            ["POST", PATH, told["timestamp"], told["nonce_str"], BODY.decode(), ""]
        )
        assert told["signature"] == utils.rsa_sign(psp_keys().merchant, signed)
        assert (told["mchid"], told["serial_no"]) == (MERCHANT, SERIAL)
        assert headers["Wechatpay-Serial"] == PLATFORM

    def test_is_taken_for_the_merchant_by_our_provider(self) -> None:
        told = utils.build_authorization(
            PATH, "POST", MERCHANT, SERIAL, psp_keys().merchant, data=BODY.decode()
        )
        ask = {"authorization": told, "now": clock.now()}
        assert Theirs(psp_keys()).is_merchants("POST", PATH, BODY, **ask)
        assert not Theirs(psp_keys()).is_merchants("POST", PATH, BODY + b" ", **ask)
        assert not Theirs(psp_keys()).is_merchants("POST", PATH.split("?")[0], BODY, **ask)

    def test_signs_the_pay_call_as_we_do(self) -> None:
        ours = Seal(mall_keys()).client_sign(
            app_id="demo-app", stamp="1700000000", nonce="n", package="prepay_id=wx1"
        )
        assert ours == oracle().sign(["demo-app", "1700000000", "n", "prepay_id=wx1"])

    def test_opens_the_same_notice(self, now: datetime) -> None:
        resource = {"out_trade_no": "L1", "trade_state": "SUCCESS", "name": "月桂"}
        body = msgspec.json.encode(
            {"id": "EV", "event_type": "TRANSACTION.SUCCESS",
             "resource_type": "encrypt-resource",
             "resource": Theirs(psp_keys()).sealed(resource, bound="transaction")}
        )  # fmt: skip
        headers = Theirs(psp_keys()).signed(body, now=now)
        assert oracle().callback(headers, body)["resource"] == resource
        ours = Seal(mall_keys())
        assert ours.is_genuine(headers, body, now=now)
        sealed = msgspec.json.encode(msgspec.json.decode(body)["resource"])
        assert msgspec.json.decode(ours.open(sealed)) == resource

    async def test_speaks_to_our_provider_as_to_the_real_one(self, tmp_path: Path) -> None:
        truth = fake_psp.Truth(tmp_path / "truth.sqlite")
        psp = fake_psp.FakePsp(truth, keys=psp_keys(), clock=clock.now, shop_url="http://x/")
        library = oracle()
        async with serving(psp) as url:
            library._core._gate_way = url
            later = (clock.now() + timedelta(minutes=15)).isoformat(timespec="seconds")
            asked = {
                "description": "Coffee", "out_trade_no": "LORACLE", "time_expire": later,
                "amount": {"total": 9900, "currency": "CNY"}, "payer": {"openid": "o-1"},
            }  # fmt: skip
            status, told = await asyncio.to_thread(lambda: library.pay(**asked))
            assert status == 200
            truth.pay(msgspec.json.decode(told)["prepay_id"], clock.now())
            status, told = await asyncio.to_thread(
                lambda: library.query(out_trade_no="LORACLE")
            )
            assert (status, msgspec.json.decode(told)["trade_state"]) == (200, "SUCCESS")
            back = {
                "out_trade_no": "LORACLE", "out_refund_no": "RLORACLE-1",
                "amount": {"refund": 9900, "total": 9900, "currency": "CNY"},
            }  # fmt: skip
            for _ in range(2):
                status, told = await asyncio.to_thread(lambda: library.refund(**back))
                assert (status, msgspec.json.decode(told)["status"]) == (200, "SUCCESS")
            status, _ = await asyncio.to_thread(lambda: library.close("LORACLE"))
            assert status == 400
        assert [row["requests"] for row in truth.everything()["refunds"]] == [2]


class TestIsGenuine:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("Wechatpay-Serial", "PUB_KEY_ID_1"),
            ("Wechatpay-Serial", ""),
            ("Wechatpay-Signature", ""),
            ("Wechatpay-Signature", "no base64!"),
            ("Wechatpay-Signature", "WECHATPAY/SIGNTEST/" + "A" * 300),
            ("Wechatpay-Signature", base64.b64encode(b"x" * 256).decode()),
            ("Wechatpay-Signature-Type", "WECHATPAY2-SM2-WITH-SM3"),
            ("Wechatpay-Nonce", "another"),
            ("Wechatpay-Timestamp", ""),
            ("Wechatpay-Timestamp", "-1"),
            ("Wechatpay-Timestamp", "9" * 400),
            ("Wechatpay-Timestamp", "１７"),
        ],
    )
    def test_is_no_when_one_header_is_wrong(self, now: datetime, name: str, value: str) -> None:
        headers = Theirs(psp_keys()).signed(BODY, now=now)
        assert Seal(mall_keys()).is_genuine(headers, BODY, now=now)
        assert not Seal(mall_keys()).is_genuine(headers | {name: value}, BODY, now=now)

    @pytest.mark.parametrize(
        ("late_by", "expected"), [(299, True), (300, False), (-300, False)]
    )
    def test_has_a_window(self, now: datetime, late_by: int, expected: bool) -> None:
        headers = Theirs(psp_keys()).signed(BODY, now=now)
        at = now + timedelta(seconds=late_by)
        assert Seal(mall_keys()).is_genuine(headers, BODY, now=at) is expected

    def test_believes_the_old_key_and_the_new(self, now: datetime) -> None:
        old, new = psp_keys().merchant, psp_keys().platform
        keys = mall_keys()
        both = Keys(
            merchant=keys.merchant, serial=keys.serial, private=keys.private,
            api_v3_key=keys.api_v3_key,
            public={"5157F09E": old.public_key(), PLATFORM: new.public_key()},
        )  # fmt: skip
        forged = Theirs(psp_keys()).signed(
            BODY, now=now, behaviour=fake_psp.Behaviour(is_forging=True, serial="5157f09e")
        )
        assert Seal(both).is_genuine(forged, BODY, now=now)
        assert not Seal(both).is_genuine(forged | {"Wechatpay-Serial": PLATFORM}, BODY, now=now)


class TestOpen:
    @pytest.mark.parametrize(
        "altered",
        [
            {"algorithm": "AES-128-CBC"},
            {"associated_data": "refund"},
            {"nonce": "000000000000"},
            {"nonce": ""},
            {"ciphertext": "no base64!"},
            {"ciphertext": base64.b64encode(b"short").decode()},
        ],
    )
    def test_refuses_what_was_altered(self, altered: dict[str, str]) -> None:
        sealed = Theirs(psp_keys()).sealed({"a": 1}, bound="transaction")
        assert Seal(mall_keys()).open(msgspec.json.encode(sealed)) == b'{"a":1}'
        with pytest.raises(Unreadable):
            Seal(mall_keys()).open(msgspec.json.encode(sealed | altered))

    def test_opens_what_is_bound_to_nothing(self) -> None:
        sealed = Theirs(psp_keys()).sealed({"a": 1}, bound="")
        del sealed["associated_data"]
        assert Seal(mall_keys()).open(msgspec.json.encode(sealed)) == b'{"a":1}'


class TestKeys:
    def read(self, folder: Path, **other: object) -> Keys:
        given = {
            "merchant": MERCHANT, "serial": SERIAL, "private_key": folder / "merchant.pem",
            "api_v3_key": "k" * 32, "public_keys": folder / "public",
        }  # fmt: skip
        return read_keys(**given | other)  # type: ignore[arg-type]

    def test_show_nothing_of_themselves(self) -> None:
        shown = repr(mall_keys())
        assert psp_keys().api_v3 not in shown
        assert "PRIVATE" not in shown

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("api_v3_key", "short"),
            ("private_key", Path("/nowhere/apiclient_key.pem")),
            ("private_key", Path(__file__)),
            ("public_keys", Path("/nowhere")),
        ],
    )
    def test_are_refused_in_one_sentence(self, name: str, value: object) -> None:
        with pytest.raises(ConfigurationRefused, match=r"^LAUREL_WECHATPAY_") as refused:
            self.read(psp_keys().folder, **{name: value})
        assert str(refused.value).count(".\n") == 0

    def test_are_read_from_a_certificate_of_that_serial_number(
        self, tmp_path: Path, now: datetime
    ) -> None:
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Tenpay")])
        certificate = (
            x509.CertificateBuilder(name, name, psp_keys().platform.public_key(), 0xABC1)
            .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2031, 1, 1, tzinfo=UTC))
            .sign(psp_keys().platform, SHA256())
        )
        (tmp_path / "ABC1.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        seal = Seal(self.read(psp_keys().folder, public_keys=tmp_path))
        behaviour = fake_psp.Behaviour(serial="ABC1")
        headers = Theirs(psp_keys()).signed(BODY, now=now, behaviour=behaviour)
        assert seal.is_genuine(headers, BODY, now=now)
        (tmp_path / "ABC1.pem").rename(tmp_path / "ABC2.pem")
        with pytest.raises(ConfigurationRefused):
            self.read(psp_keys().folder, public_keys=tmp_path)

    def test_are_the_owners_alone(self) -> None:
        folder = psp_keys().folder
        for path in folder.rglob("*"):
            assert path.stat().st_mode & 0o077 == 0, path
