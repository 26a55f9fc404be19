"""The one place where an HTTP failure becomes a supplier error, and an error an outcome."""

import asyncio
import functools
import ssl
from collections.abc import Awaitable, Callable, Container, Coroutine, Mapping
from typing import ParamSpec, TypeVar

import httpx
import msgspec

from .errors import LineBusy, NotSent, OutcomeUnknown, SupplierError, TooLate
from .outcomes import NotSubmitted, Outcome, Unknown
from .patience import Patience, Repeat, elapsed, retry_on

P = ParamSpec("P")
T = TypeVar("T")


# Measured: every other error of httpx also occurs after the server has read the request.
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

BODY_LIMIT = 64 * 1024


class Reply(msgspec.Struct, frozen=True):
    """An answer with a status that the caller expected."""

    status: int
    content: bytes
    headers: Mapping[str, str]


def decode(reply: Reply, kind: type[T]) -> T:
    """Read the body as `kind`. Raises OutcomeUnknown when it is something else."""
    try:
        return msgspec.json.decode(reply.content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise OutcomeUnknown(f"unreadable answer: {error}") from error


class Line:
    """The line to one supplier: connections, deadlines, and what may be repeated.

    `submit` and `query` run an adapter's own call and answer in values; inside it, `send`
    makes the requests and raises.

    `before_request` runs before every request and may raise, so that the mall can forbid
    the network inside a transaction.
    """

    def __init__(
        self,
        base_url: str,
        *,
        patience: Patience | None = None,
        before_request: Callable[[], None] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.patience = patience or Patience()
        self.before_request = before_request
        self.client = httpx.AsyncClient(
            base_url=base_url,
            transport=transport,
            verify=_tls(),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(None, connect=self.patience.connect_seconds, pool=3),
            # A connection that the supplier closed while idle would turn a submission into
            # Unknown; a handshake costs less than that.
            limits=httpx.Limits(max_connections=16, max_keepalive_connections=0),
            headers={"Accept-Encoding": "identity", "User-Agent": "laurel"},
        )

    async def submit(
        self, call: Callable[P, Awaitable[Outcome]], *args: P.args, **kwargs: P.kwargs
    ) -> Outcome:
        """Make a call that may happen at most once: repeat it only while nothing was sent.

        A process that slept between two tries sends nothing more: by then the mall may have
        given the reference up and asked another supplier.
        """
        deadline = elapsed() + self.patience.submit_deadline_seconds

        async def in_time(*args: P.args, **kwargs: P.kwargs) -> Outcome:
            if elapsed() > deadline:
                raise TooLate("it came too late to be sent")
            return await call(*args, **kwargs)

        within = _within(self.patience.submit_deadline_seconds, in_time)
        again = self._retry_on(NotSent, attempts=self.patience.submit_attempts)
        try:
            return await again(within)(*args, **kwargs)
        except (LineBusy, TooLate) as error:
            return NotSubmitted(str(error), is_unreachable=False)
        except NotSent as error:
            return NotSubmitted(str(error))
        except OutcomeUnknown as error:
            return Unknown(str(error))

    async def query(
        self, call: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T | Unknown:
        """Make a call that only reads: repeat it on every failure."""
        within = _within(self.patience.query_deadline_seconds, call)
        attempts = self.patience.query_attempts
        again = self._retry_on(NotSent, OutcomeUnknown, attempts=attempts)
        try:
            return await again(within)(*args, **kwargs)
        except SupplierError as error:
            return Unknown(str(error))

    async def send(
        self,
        method: str,
        path: str,
        *,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
        expects: Container[int] = (200,),
    ) -> Reply:
        """Make one request and read the whole answer, at most `BODY_LIMIT` bytes.

        `expects` lists the statuses to which the manual gives a meaning. Raises NotSent if
        no connection was made, OutcomeUnknown for every later failure and other status.
        """
        if self.before_request is not None:
            self.before_request()
        try:
            async with self.client.stream(
                method, path, content=content, headers=headers
            ) as response:
                if response.status_code not in expects:
                    raise OutcomeUnknown(f"{path} answered HTTP {response.status_code}")
                body = await _read(response)
        except NEVER_LEFT as error:
            kind = LineBusy if isinstance(error, httpx.PoolTimeout) else NotSent
            raise kind(f"{path} was not reached: {type(error).__name__}") from error
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            raise OutcomeUnknown(f"{path} broke off: {type(error).__name__}") from error
        return Reply(response.status_code, body, response.headers)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.client.aclose()

    def _retry_on(self, *errors: type[SupplierError], attempts: int) -> Repeat:
        return retry_on(
            *errors,
            attempts=attempts,
            wait_seconds=self.patience.wait_seconds,
            wait_max_seconds=self.patience.wait_max_seconds,
        )


@functools.cache
def _tls() -> ssl.SSLContext:
    """Read the certificate authorities once, not once for each supplier."""
    return httpx.create_ssl_context(trust_env=False)


def _within(
    seconds: float, call: Callable[P, Awaitable[T]]
) -> Callable[P, Coroutine[None, None, T]]:
    """Bound one call as a whole; a server that drips never lets a read time out."""

    async def bounded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            async with asyncio.timeout(seconds):
                return await call(*args, **kwargs)
        except TimeoutError as error:
            raise OutcomeUnknown(f"no answer within {seconds:g} seconds") from error

    return bounded


async def _read(response: httpx.Response) -> bytes:
    """Read the raw body; never inflate it, and never more of it than the limit."""
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise OutcomeUnknown(f"the answer is longer than {BODY_LIMIT} bytes")
    return bytes(body)
