"""A message has a cause and a step; an action has an address on each face."""

import msgspec


class Message(msgspec.Struct, frozen=True):
    """`cause` says what happened, `step` what can be done; `%(fact)s` is filled in."""

    cause: str
    step: str = ""


class Action(msgspec.Struct, frozen=True):
    """Where an action leads on the web and in the mini-program."""

    label: str
    url: str
    path: str
