"""QR codes, drawn by the server: what is shown at a door works without JavaScript."""

from io import BytesIO

import segno
from markupsafe import Markup


def qr(value: str) -> Markup:
    """Draw a value as an SVG of black on white, whatever the theme: scanners want that.

    It names its namespace, so that it is a picture by itself too, as programs draw it.
    """
    drawn = BytesIO()
    segno.make(value, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, nl=False, dark="#000", light="#fff", omitsize=True,
        svgclass="qr", lineclass=None,
    )  # fmt: skip
    return Markup(drawn.getvalue().decode())  # A grid of squares; no words of anybody.
