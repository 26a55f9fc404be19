"""What we say for each code, in the caller's language."""

from app.web.languages import gettext
from app.web.prices import price_text

from . import words
from .achievements import ACHIEVEMENTS
from .general import ACTIONS, GENERAL, REASONS, UNUSABLE
from .refunds import REFUNDS
from .schemas import Action, Message
from .settlement import SETTLEMENT

__all__ = ["Action", "Message", "action", "is_known", "say", "say_reason"]

MESSAGES = {**words.MESSAGES, **ACHIEVEMENTS, **REFUNDS, **SETTLEMENT}


class Facts(dict[str, str]):
    """Facts ready to be shown; one that nobody gave reads as a dash."""

    def __init__(self, facts: dict[str, int | str]) -> None:
        super().__init__({name: _shown(name, value) for name, value in facts.items()})
        points, cash_fen = facts.get("points"), facts.get("cash_fen")
        if isinstance(points, int) and isinstance(cash_fen, int):
            self["price"] = price_text(points, cash_fen)
        need, available = facts.get("need"), facts.get("available")
        if isinstance(need, int) and isinstance(available, int):
            self["short"] = f"{need - available:,}"

    def __missing__(self, name: str) -> str:
        return "—"


def say(code: str, status: int, facts: dict[str, int | str]) -> Message:
    """Say what a code means in the language of this request; a general sentence if unknown."""
    found = MESSAGES.get(code) or GENERAL.get(status) or GENERAL[status // 100 * 100]
    shown = Facts(facts)
    return Message(
        *(gettext(text) % shown if text else "" for text in (found.cause, found.step))
    )


def say_reason(reason: str, facts: dict[str, int | str]) -> str:
    """Say what is wrong with one field; `reason` may be a refusal's own code."""
    if reason in MESSAGES:
        return say(reason, 422, facts).cause
    return gettext(REASONS.get(reason, UNUSABLE))


def action(kind: str | None) -> Action | None:
    """Find where an action leads, its label in the language of this request."""
    found = ACTIONS.get(kind or "")
    return found and Action(gettext(found.label), found.url, found.path)


def _shown(name: str, value: int | str) -> str:
    if not isinstance(value, int):
        return value
    return f"¥{value // 100:,}.{value % 100:02d}" if name.endswith("_fen") else f"{value:,}"


def is_known(code: str) -> bool:
    """Tell whether a code has words of its own."""
    return code in MESSAGES
