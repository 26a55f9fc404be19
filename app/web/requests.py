"""The request every handler sees: htmx 4's headers, read once, in our words."""

from litestar.plugins.htmx import HTMXRequest


class HX(HTMXRequest):
    """A request that may come from htmx 4, which names elements as `tag#id`."""

    @property
    def source_id(self) -> str | None:
        """The id of the element that asked."""
        return self.headers.get("hx-source", "").partition("#")[2] or None

    @property
    def target_id(self) -> str | None:
        """The id of the element that will receive the answer."""
        return self.headers.get("hx-target", "").partition("#")[2] or None

    @property
    def wants_fragment(self) -> bool:
        """Tell whether a piece of the page is wanted, not the whole."""
        return (
            self.headers.get("hx-request") == "true"
            and self.headers.get("hx-request-type") != "full"
            and self.headers.get("hx-history-restore-request") != "true"
        )

    @property
    def request_id(self) -> str:
        return str(self.scope["state"].get("request_id", ""))
