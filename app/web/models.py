"""Models of products: things that can be turned around, and what a viewer must be told."""

import msgspec

from app.catalogue import ProductView

from .assets import Assets
from .languages import N_, gettext
from .pictures import picture_of

STATIC = "/static/"
POSTER_WIDTH = "750"
# What the viewer says to who cannot see it turn; the names on the left are the viewer's.
VIEWS = {
    "front": N_("Seen from the front"),
    "back": N_("Seen from behind"),
    "left": N_("Seen from the left"),
    "right": N_("Seen from the right"),
    "upper-front": N_("Seen from the front and above"),
    "upper-back": N_("Seen from behind and above"),
    "upper-left": N_("Seen from the left and above"),
    "upper-right": N_("Seen from the right and above"),
    "lower-front": N_("Seen from the front and below"),
    "lower-back": N_("Seen from behind and below"),
    "lower-left": N_("Seen from the left and below"),
    "lower-right": N_("Seen from the right and below"),
    "interaction-prompt": N_("Drag to turn it, or use the arrow keys"),
}


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """A glTF 2.0 binary, nothing in it packed; `bytes` before the wire packs it.

    `poster` is a picture to show until it is there.
    """

    glb: str
    bytes: int
    poster: str
    draco: bool = False

    @property
    def kilobytes(self) -> int:
        """As a member reads it, rounded up."""
        return -(-self.bytes // 1000)


def model_of(product: ProductView, assets: Assets) -> Model | None:
    """Find a product's model; None when it has none, or its file is not here."""
    name = (product.model_path or "").removeprefix(STATIC)
    found = assets.files.get(name)
    if found is None:
        return None
    poster = picture_of(product.image, product.title, assets)
    return Model(
        glb=assets.url(name), bytes=len(found.plain), poster=poster.src.get(POSTER_WIDTH, "")
    )


def spoken_views() -> str:
    """Write down, as JSON, what the viewer says in the language of this request."""
    return msgspec.json.encode({name: gettext(said) for name, said in VIEWS.items()}).decode()
