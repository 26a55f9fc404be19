"""What surrounds every page: language, tier, brand, and the points chip."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

import msgspec
from litestar.response import Template

from app.kit.texts import Text
from app.members import Language, TextSize, Theme
from app.settings import Settings

from . import looks
from .requests import HX
from .viewers import Viewer, seen

BRANDS = {
    "laurel": Text(zh="月桂评论", en="Laurel Review"),
    "atelier": Text(zh="朱墨", en="Atelier"),
}

SOON = timedelta(days=30)


class Chip(msgspec.Struct, frozen=True, kw_only=True):
    """The points that are always in view; `expiring` are those that end within SOON."""

    available: int
    held: int
    expiring: int

    @property
    def tag(self) -> str:
        """What a poll sends back, to hear 304 while nothing has changed."""
        return f"{self.available}-{self.held}-{self.expiring}"


class Shell(msgspec.Struct, frozen=True, kw_only=True):
    """What `layouts/base.html` takes."""

    lang: str
    tier: str
    brand: str
    brand_name: str
    size: str
    mode: str
    chip: Chip | None
    leaves_at: datetime | None = None
    query: str = ""

    def asking(self, **chosen: str) -> str:
        """The address of this very page in another language, size or look."""
        asked = parse_qsl(self.query, keep_blank_values=True)
        kept = [pair for pair in asked if pair[0] not in ("lang", "text_size", "theme")]
        return f"?{urlencode([*kept, *chosen.items()])}"

    @property
    def worn(self) -> str:
        """The look in one word: what the page for when there is no network is drawn by."""
        return ".".join((self.lang, self.tier, self.size, self.mode))

    @property
    def other_language(self) -> Language:
        """The language that the page could be read in as well."""
        return Language.ENGLISH if self.lang == Language.CHINESE else Language.CHINESE

    @property
    def other_size(self) -> TextSize:
        return TextSize.NORMAL if self.size == TextSize.ELDER else TextSize.ELDER

    @property
    def other_themes(self) -> list[Theme]:
        """What a stranger can change to; they have no tier, whose look is a light one."""
        worn = Theme.LIGHT if self.mode == Theme.TIER else self.mode
        return [one for one in Theme if one not in (Theme.TIER, worn)]


def shell_of(request: HX) -> Shell:
    """Build the surroundings from who is looking; the guard has found that out."""
    settings: Settings = request.app.state.settings
    language = str(request.scope["state"]["language"])
    viewer = seen(request)
    look = request.scope["state"].get("look") or looks.NONE
    return Shell(
        lang=language,
        tier=str(viewer.member.tier) if viewer else "basic",
        brand=settings.brand,
        brand_name=brand_name(settings.brand, language),
        size=str(viewer.member.text_size if viewer else look.text_size or TextSize.NORMAL),
        mode=str(viewer.member.theme if viewer else look.theme or Theme.TIER),
        chip=chip_of(viewer, at=request.scope["state"]["now"]) if viewer else None,
        leaves_at=viewer.member.leaves_at if viewer else None,
        query=request.scope["query_string"].decode("latin-1"),
    )


def brand_name(brand: str, language: str) -> str:
    """Name the brand as a reader knows it."""
    name = BRANDS.get(brand)
    return name.of(language) if name else brand.title()


def chip_of(viewer: Viewer, *, at: datetime) -> Chip:
    """Sum a balance up for the chip."""
    balance = viewer.balance
    return Chip(
        available=balance.available,
        held=balance.held,
        expiring=sum(one.points for one in balance.expiring if one.at <= at + SOON),
    )


def page(request: HX, template_name: str, *, status: int = 200, **context: Any) -> Template:
    """Answer with a template inside its shell."""
    return Template(
        template_name=template_name,
        context={"shell": shell_of(request), **context},
        status_code=status,
    )
