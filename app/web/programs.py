"""The request of a program: its body is JSON, read as strictly as its type says."""

from typing import Any

import msgspec
from litestar.exceptions import ClientException, ValidationException

from app.kit.errors import NotFound

from .requests import HX

LONGEST_ID = 18  # Digits that surely fit a bigint.


class NotJson(ClientException):
    status_code = 415


class Program(HX):
    """A request whose body no rule of Litestar makes fit: "5" is not 5, nor is true."""

    async def json(self) -> Any:
        """Read the body as the type that the handler declares."""
        sent = self.headers.get("content-type", "application/json").partition(";")[0]
        if sent.strip().lower() != "application/json":
            raise NotJson
        field = self.route_handler.parsed_data_field
        try:
            return msgspec.json.decode(
                await self.body(), type=field.annotation if field else Any
            )
        except msgspec.ValidationError as error:
            raise ValidationException(extra=[{"message": str(error)}]) from error
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise ValidationException from error


def number(written: str) -> int:
    """Read an id from an address. Raises NotFound: what is no id names nothing."""
    is_id = written.isascii() and written.isdecimal() and len(written) <= LONGEST_ID
    if not is_id or int(written) == 0:
        raise NotFound
    return int(written)
