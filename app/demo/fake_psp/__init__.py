"""`python -m app.demo.fake_psp`: a payment provider on loopback that takes no real money."""

from .behaviour import Behaviour
from .keys import Keys, keys_in
from .server import FakePsp
from .truth import Truth

__all__ = ["Behaviour", "FakePsp", "Keys", "Truth", "keys_in"]
