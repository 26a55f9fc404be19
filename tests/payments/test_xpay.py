"""The signatures of virtual payment, against what `openssl dgst -sha256 -hmac` says."""

from app.payments.gateway import xpay

SIGN_DATA = (
    b'{"offerId":"1450000001","buyQuantity":1,"env":0,"currencyType":"CNY","productId":"cup",'
    b'"goodsPrice":7980,"outTradeNo":"L01KAM5V0G0000000000000000","attach":""}'
)
BODY = b'{"openid":"o-1","env":0,"order_id":"L01KAM5V0G0000000000000000"}'
APP_KEY = "app-key-of-a-test"


def test_the_client_call_is_signed_over_its_name_and_its_data() -> None:
    assert xpay.client_pay_signature(SIGN_DATA, app_key=APP_KEY) == (
        "aad3ea9f49723e20e81b65a5473037e3c86ec68b8ddadc0dd90a07c7cb3f6985"
    )


def test_a_server_call_is_signed_over_its_address_and_its_body() -> None:
    assert xpay.server_pay_signature("/xpay/query_order", BODY, app_key=APP_KEY) == (
        "31cccf3eb789aec49511fafa10e984da3748f034a4025944ad7930493e2bb0b5"
    )


def test_the_member_vouches_by_their_session() -> None:
    assert xpay.member_signature(SIGN_DATA, session_key="c2Vzc2lvbi1rZXk=") == (
        "da98bf42703273af59b02770faacb1773a42d91dc642132292608ec1dc4024f3"
    )
