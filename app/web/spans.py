"""How long something lasts, in words: the promise is said as long as it really is."""

from collections.abc import Callable

from .languages import ngettext

HOUR, MINUTE = 3600, 60


def span(seconds: int) -> str:
    """172800 → 48 hours; what is no whole hour in minutes, no whole minute in seconds."""
    if seconds % HOUR == 0:
        count = seconds // HOUR
        said = ngettext("%(num)s hour", "%(num)s hours", count)
    elif seconds % MINUTE == 0:
        count = seconds // MINUTE
        said = ngettext("%(num)s minute", "%(num)s minutes", count)
    else:
        count = seconds
        said = ngettext("%(num)s second", "%(num)s seconds", count)
    return said % {"num": count}


def promise_in_words(seconds: int) -> Callable[[], str]:
    """Make the function that templates ask; the language is that of the request."""
    return lambda: span(seconds)
