"""Card codes of our own: how many, and where they came from. Never a code."""

from datetime import datetime

import msgspec


class CodeStock(msgspec.Struct, frozen=True, kw_only=True):
    """One product's codes. `expiring` are free ones that end within thirty days."""

    product_slug: str
    free: int
    claimed: int
    expiring: int
    expired: int


class CodeImportView(msgspec.Struct, frozen=True, kw_only=True):
    """One file that was taken in."""

    id: int
    product_slug: str
    file_name: str
    digest: str | None
    codes: int
    imported_by: str
    imported_at: datetime
