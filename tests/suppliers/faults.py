"""A server on a real socket that misbehaves in exactly one way, and counts who came."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def status(line: str, *headers: str) -> bytes:
    """Write an answer without a body."""
    return "\r\n".join([f"HTTP/1.1 {line}", "Content-Length: 0", *headers, "", ""]).encode()


def body(content: bytes) -> bytes:
    """Write a complete answer with status 200."""
    return OK + b"Content-Length: %d\r\n\r\n" % len(content) + content


# What is written once the request has been read; the connection is then closed.
ANSWERS = {
    "close after read": b"",
    "half a body": OK + b'Content-Length: 1000\r\n\r\n{"code":',
    "garbage": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "302": status("302 Found", "Location: /elsewhere"),
    "401": status("401 Unauthorized"),
    "404": status("404 Not Found"),
    "429": status("429 Too Many Requests", "Retry-After: 1"),
    "500": status("500 Internal Server Error"),
    "503": status("503 Service Unavailable"),
    "204": b"HTTP/1.1 204 No Content\r\n\r\n",
    "an empty body": body(b""),
    "a page": body("<html>系统维护中</html>".encode()),
    "an empty object": body(b"{}"),
    "an array": body(b"[]"),
    "null": body(b"null"),
    "not UTF-8": body(b'{"code":0,"state":"delivered","message":"\xff\xfe"}'),
    "a lone surrogate": body(b'{"code":0,"message":"\\ud800"}'),
    "a deep hole": body(b"[" * 30_000),
    "too much": body(b'{"code":0,"x":"' + b"x" * 200_000 + b'"}'),
    "a bomb that says gzip": OK
    + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b{}",
}

# What is not an answer at all.
SILENCES = ("reset before read", "reset after read", "no answer", "a drip of headers", "a drip")

FAULTS = (*ANSWERS, *SILENCES)

UNREAD = frozenset({"reset before read"})


class FaultyServer:
    """Counts connections, and requests that were read to their end."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        self.connections = 0
        self.requests = 0

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Do to one connection what the fault says."""
        self.connections += 1
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            if self.fault == "reset before read":
                return _reset(writer)
            await _read_request(reader)
            self.requests += 1
            await self._answer(reader, writer)
        writer.close()
        return None

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.fault == "reset after read":
            return _reset(writer)
        if self.fault == "no answer":
            await reader.read()
            return None
        if self.fault.startswith("a drip"):
            return await _drip(
                writer, OK if self.fault == "a drip of headers" else body(b" " * 900)
            )
        writer.write(ANSWERS[self.fault])
        return await writer.drain()


@asynccontextmanager
async def faulty(fault: str) -> AsyncIterator[tuple[FaultyServer, str]]:
    """Run the server for one test; gives it and its address."""
    faults = FaultyServer(fault)
    server = await asyncio.start_server(faults.handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield faults, f"http://127.0.0.1:{port}"
    finally:
        server.close()


@contextlib.contextmanager
def closed_port() -> Iterator[tuple[socket.socket, str]]:
    """Reserve a port on which nobody listens yet; gives the socket and its address."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        yield reserved, f"http://127.0.0.1:{reserved.getsockname()[1]}"


async def _read_request(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            await reader.readexactly(int(line.split(b":")[1]))


async def _drip(writer: asyncio.StreamWriter, content: bytes) -> None:
    """Send a byte often enough that no read ever times out."""
    for byte in content:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.02)


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST instead of FIN."""
    plug = writer.get_extra_info("socket")
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
