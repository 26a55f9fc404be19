"""How the wall says no."""

from app.kit.errors import MallError


class PinsFull(MallError):
    """As many badges are pinned as may be; `facts`: most."""

    status = 409
    code = "pins_full"
