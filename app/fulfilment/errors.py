"""How fulfilment says no."""

from app.kit.errors import MallError


class SupplierUnknown(MallError):
    status = 404
    code = "not_found"


class CallbackUnreadable(MallError):
    """Not the supplier's to post, or not readable; nothing was stored."""

    status = 400
    code = "callback_unreadable"


class NoCodes(MallError):
    """There is nothing to reveal (yet)."""

    status = 409
    code = "no_codes"


class NotShippable(MallError):
    """It is not a shipment that waits for a waybill; `facts`: state."""

    status = 409
    code = "not_shippable"


class CaseClosed(MallError):
    status = 409
    code = "case_closed"


class CaseTaken(MallError):
    """A colleague was faster; `facts`: owner."""

    status = 409
    code = "case_taken"


class NothingToAsk(MallError):
    """No attempt waits for an answer."""

    status = 409
    code = "nothing_to_ask"


class NotSettled(MallError):
    """It cannot be settled by hand as things stand; `facts`: state."""

    status = 409
    code = "not_settled"


class FileKnown(MallError):
    """This very file was taken in before; `facts`: file_name, codes."""

    status = 409
    code = "file_known"
    field = "codes"


class ImportBusy(MallError):
    """Another file of card codes is being taken in."""

    status = 409
    code = "import_busy"


class CardsRefused(MallError):
    """A file of card codes was refused whole; `facts`: line, why. Never a code."""

    status = 422
    code = "cards_refused"
    field = "codes"
