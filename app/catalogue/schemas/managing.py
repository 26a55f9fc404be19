"""A product as those who keep the shop see it."""

import msgspec

from app.kit.texts import Text

from .kinds import Delivery, State


class ManagedProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A product whether or not it is shown, with its pictures; the first is on cards.

    `captions` says by path what is on a picture, of those that somebody described.
    """

    id: int
    slug: str
    title: Text
    category: Text
    delivery: Delivery
    state: State
    images: tuple[str, ...]
    captions: dict[str, Text]

    @property
    def is_shown(self) -> bool:
        """Whether the shop shows it, if it has a price."""
        return self.state is State.LIVE
