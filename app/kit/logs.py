"""Structured JSON logs on standard output: one line each, long numbers masked."""

import traceback
from typing import Any, BinaryIO, cast

import msgspec
import structlog
from structlog.typing import EventDict

from app.kit import redact


def configure() -> None:
    """Make every structlog logger of this process write JSON lines. Safe to repeat."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_locals,
            structlog.processors.JSONRenderer(serializer=_encode),
        ],
        logger_factory=structlog.BytesLoggerFactory(_standard_output()),
        cache_logger_on_first_use=True,
    )


def _standard_output() -> BinaryIO:
    """Open descriptor 1 unbuffered: each line is one write, whole among other processes'."""
    return cast(BinaryIO, open(1, "wb", buffering=0, closefd=False))


def _without_locals(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Write an exception as its trace without local variables, personal data masked."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        lines = traceback.format_exception(type(error), error, error.__traceback__)
        event["exception"] = redact.text("".join(lines))
    return event


def _encode(event: EventDict, **_: Any) -> bytes:
    return msgspec.json.encode(event, enc_hook=str)
