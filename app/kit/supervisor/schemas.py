"""The one word of the supervisor."""

import msgspec


class Program(msgspec.Struct, frozen=True):
    """A program to keep running; `env` is added to our own environment."""

    name: str
    argv: tuple[str, ...]
    env: dict[str, str] = msgspec.field(default_factory=dict)
