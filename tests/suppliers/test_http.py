"""The line itself, where the adapters' own checks would hide what it does."""

import httpx
import pytest

from suppliers import NotSubmitted, Outcome, Patience
from suppliers.errors import NotSent, OutcomeUnknown
from suppliers.http import BODY_LIMIT, NEVER_LEFT, Line
from suppliers.patience import elapsed

from .faults import faulty
from .stages import PATIENCE

# Every error of httpx that a request can end in, whatever a later version adds.
ERRORS = [
    kind
    for kind in vars(httpx).values()
    if isinstance(kind, type) and issubclass(kind, httpx.RequestError | httpx.StreamError)
]
WORDLESS = {
    httpx.StreamConsumed,
    httpx.StreamClosed,
    httpx.ResponseNotRead,
    httpx.RequestNotRead,
}


def ending_in(error: Exception) -> Line:
    """A line on which every request ends in `error`."""

    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    return Line("http://x", patience=PATIENCE, transport=httpx.MockTransport(fail))


class TestSend:
    @pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
    async def test_knows_three_errors_that_never_left(self, kind: type[Exception]) -> None:
        line = ending_in(kind() if kind in WORDLESS else kind("x"))
        with pytest.raises(NotSent if kind in NEVER_LEFT else OutcomeUnknown):
            await line.send("POST", "/")

    def test_these_are_the_three(self) -> None:
        assert set(NEVER_LEFT) == {httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout}

    async def test_stops_reading_a_long_answer(self) -> None:
        async with faulty("too much") as (_, base_url):
            with pytest.raises(OutcomeUnknown, match=f"longer than {BODY_LIMIT} bytes"):
                await Line(base_url, patience=PATIENCE).send("GET", "/")

    async def test_never_inflates(self) -> None:
        async with faulty("a bomb that says gzip") as (_, base_url):
            reply = await Line(base_url, patience=PATIENCE).send("GET", "/")
            assert reply.content == b"\x1f\x8b{}"

    async def test_takes_an_expected_status(self) -> None:
        async with faulty("404") as (_, base_url):
            reply = await Line(base_url, patience=PATIENCE).send("GET", "/", expects={404})
            assert (reply.status, reply.content) == (404, b"")

    async def test_ignores_the_proxy_of_the_environment(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        async with faulty("404") as (server, base_url):
            await Line(base_url, patience=PATIENCE).send("GET", "/", expects={404})
            assert server.requests == 1


class TestTooLate:
    async def test_a_submit_that_slept_between_its_tries_sends_nothing_more(self) -> None:
        line = Line("http://127.0.0.1:9", patience=Patience(submit_deadline_seconds=0.05))
        tries = 0

        async def frozen_then_refused() -> Outcome:
            nonlocal tries
            tries += 1
            until = elapsed() + 0.1
            while elapsed() < until:  # The whole process stands still, as under SIGSTOP.
                pass
            raise NotSent("refused")

        outcome = await line.submit(frozen_then_refused)
        await line.aclose()
        assert (tries, type(outcome)) == (1, NotSubmitted)
