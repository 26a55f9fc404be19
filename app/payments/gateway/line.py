"""The line to one provider: one request, one deadline, and what a failure means."""

import asyncio
from collections.abc import Mapping

import httpx
import msgspec

from app.kit import db

from ..errors import NotSent, OutcomeUnknown

# Measured: every other error of httpx also occurs after the server has read the request.
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
BODY_LIMIT = 64 * 1024
DEADLINE_SECONDS = 8.0
# WeChat Pay answers nobody without the first and the last of these.
HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",
    "User-Agent": "Laurel",
}


class Answer(msgspec.Struct, frozen=True):
    """A whole answer, whatever its status."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class Line:
    """Connections to `base_url`: no proxy of the environment, no redirect, nothing kept."""

    def __init__(self, base_url: str, *, deadline_seconds: float = DEADLINE_SECONDS) -> None:
        self.deadline_seconds = deadline_seconds
        self.client = httpx.AsyncClient(
            base_url=base_url,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(None, connect=3, pool=3),
            # A connection that was closed while idle would make a refund's outcome unknown.
            limits=httpx.Limits(max_connections=16, max_keepalive_connections=0),
            headers=HEADERS,
        )

    async def send(
        self, method: str, path: str, *, body: bytes, headers: Mapping[str, str]
    ) -> Answer:
        """Make one request and read all of the answer, within the deadline.

        Raises NotSent when no connection was made, OutcomeUnknown for any later failure,
        NetworkInsideTransaction when the caller holds a transaction open.
        """
        db.refuse_inside_transaction()
        try:
            async with asyncio.timeout(self.deadline_seconds):
                return await self._send(method, path, body, headers)
        except NEVER_LEFT as error:
            raise NotSent(f"{path} was not reached: {type(error).__name__}") from error
        except (httpx.HTTPError, OSError, TimeoutError) as error:
            raise OutcomeUnknown(f"{path} broke off: {type(error).__name__}") from error

    async def aclose(self) -> None:
        """Close the connections."""
        await self.client.aclose()

    async def _send(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> Answer:
        request = self.client.stream(method, path, content=body, headers=headers)
        async with request as response:
            read = bytearray()
            async for chunk in response.aiter_raw():
                read += chunk
                if len(read) > BODY_LIMIT:
                    raise OutcomeUnknown(f"the answer is longer than {BODY_LIMIT} bytes")
        return Answer(response.status_code, bytes(read), response.headers)
