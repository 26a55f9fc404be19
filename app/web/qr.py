"""QR codes, drawn by the server: what is shown at a door works without JavaScript."""

import segno
from markupsafe import Markup


def qr(value: str) -> Markup:
    """Draw a value as an SVG of black on white, whatever the theme: scanners want that."""
    drawn = segno.make(value, error="m", micro=False).svg_inline(
        dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
    return Markup(drawn)  # A grid of squares; no words of anybody.
