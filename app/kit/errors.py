"""How Laurel says no: refusals that a face can show, each with a status and a stable code."""

from typing import ClassVar


class MallError(Exception):
    """A refusal that a caller may see: expected, never logged as an error.

    A subclass declares `status` (HTTP) and `code` (stable, snake_case) and keeps what a
    message needs as attributes; the words are chosen by the face, in the caller's language.
    `field` names the input to mend, `action` what the caller can do next.
    """

    status: ClassVar[int] = 409
    code: ClassVar[str] = "refused"
    field: ClassVar[str | None] = None
    action: ClassVar[str | None] = None

    def __init__(self, **facts: int | str) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code}({told})" if told else self.code


class NotFound(MallError):
    """The thing does not exist, or is not the caller's: the two are not told apart."""

    status = 404
    code = "not_found"


class InvalidInput(MallError):
    """A value is outside what the field allows; `facts` hold `field` and `reason`."""

    status = 422
    code = "invalid_input"


class ConfigurationRefused(Exception):
    """Laurel cannot start as configured; the message is one plain sentence."""
