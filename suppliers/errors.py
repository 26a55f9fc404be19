"""How the library says that something went wrong.

A supplier's *no* is not here: it is an answer, `Rejected`. The first two never leave an
adapter's door; they become `NotSubmitted` and `Unknown` there.
"""


class SupplierError(Exception):
    """The supplier could not be reached, or could not be understood."""


class NotSent(SupplierError):
    """No connection was made: the supplier cannot have acted."""


class LineBusy(NotSent):
    """All our connections to the supplier are taken; it was not even tried."""


class OutcomeUnknown(SupplierError):
    """Something may have left the house, and no usable answer came back."""


class CallbackRejected(SupplierError):
    """A callback that cannot be read as one of this supplier's."""


class ConfigurationRefused(Exception):
    """The supplier file cannot be used; the message is one sentence for an operator."""


class TooLate(SupplierError):
    """It was not sent, because its time had passed; do not try again."""
