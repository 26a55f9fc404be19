"""Taking in card codes; what is written down of a file is its name and digest, no code."""

from app import fulfilment
from app.kit import db
from app.kit.errors import InvalidInput

from .acting import Acting


@db.atomic
async def import_codes(
    *, product_slug: str, file: fulfilment.CodeFile, file_name: str, acting: Acting
) -> int:
    """Take in a file whole. Raises CardsRefused, FileKnown, ImportBusy and InvalidInput."""
    if not product_slug:
        raise InvalidInput(field="product", reason="missing")
    taken = await fulfilment.import_codes(
        product_slug=product_slug, lines=file.lines, file_name=file_name,
        digest=file.digest, actor=acting.actor, now=acting.now,
    )  # fmt: skip
    await acting.write_down(
        "codes_imported", f"product:{product_slug}",
        file=file_name, sha256=file.digest.hex(), codes=taken,
    )  # fmt: skip
    return taken
