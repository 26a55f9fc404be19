"""The words of tiers."""

import msgspec

# R26, in basis points of the whole.
SPEND_BPS = 6_000
ENGAGEMENT_BPS = 4_000
_FEN = 100
_WHOLE = 10_000 * _FEN


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """What a tier is decided by: twelve months of cash, and of points earned by taking part."""

    spend_fen: int = 0
    engagement: int = 0

    @property
    def total(self) -> int:
        """The yuan spent × 60 % + engagement × 40 %, rounded down once at the end (R26)."""
        return self._weighed // _WHOLE

    @property
    def spend_part(self) -> int:
        """What spending brings of the total; the rest is engagement's."""
        return self.spend_fen * SPEND_BPS // _WHOLE

    @property
    def engagement_part(self) -> int:
        return self.total - self.spend_part

    def yuan_to(self, threshold: int) -> int:
        """Count the whole yuan that, spent, would reach `threshold` by themselves."""
        return _rounded_up(self._short_of(threshold), _FEN * SPEND_BPS)

    def points_to(self, threshold: int) -> int:
        """Count the points that, earned by taking part, would reach `threshold` alone."""
        return _rounded_up(self._short_of(threshold), _FEN * ENGAGEMENT_BPS)

    @property
    def _weighed(self) -> int:
        return self.spend_fen * SPEND_BPS + self.engagement * _FEN * ENGAGEMENT_BPS

    def _short_of(self, threshold: int) -> int:
        return max(threshold * _WHOLE - self._weighed, 0)


def _rounded_up(part: int, whole: int) -> int:
    return -(-part // whole)
