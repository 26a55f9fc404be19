"""What the clock asks of deliveries."""

from .callbacks import apply_callbacks
from .dispatch import dispatch
from .promise import keep_promises
from .supply import watch_supply

__all__ = ["apply_callbacks", "dispatch", "keep_promises", "watch_supply"]
