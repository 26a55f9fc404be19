"""The signatures of WeChat's virtual payment; its gateway is not built yet.

Sign and send the same bytes. Source: suppliers.md 8.5; docs/decisions/0013.
"""

import hashlib
import hmac

CLIENT_CALL = "requestVirtualPayment"


def client_pay_signature(sign_data: bytes, *, app_key: str) -> str:
    """`paySig` of the client's pay call."""
    return server_pay_signature(CLIENT_CALL, sign_data, app_key=app_key)


def server_pay_signature(uri: str, body: bytes, *, app_key: str) -> str:
    """`pay_sig` of a call of ours; `uri` without its query, such as "/xpay/query_order"."""
    return _signed(uri.encode() + b"&" + body, app_key)


def member_signature(body: bytes, *, session_key: str) -> str:
    """`signature`, by which the member who is signed in vouches for `body`."""
    return _signed(body, session_key)


def _signed(message: bytes, key: str) -> str:
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
