"""/offline and /worker.js: the page for when there is no network, and what keeps it."""

import hashlib

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.enums import MediaType

from app.kit.tiers import Tier
from app.members import TextSize, Theme
from app.settings import Settings
from app.web import languages
from app.web.assets import ASK_AGAIN, Assets
from app.web.guards import public
from app.web.requests import HX
from app.web.shells import Shell, brand_name
from app.web.templates import brand_art

# What the page is drawn with; nothing else is ever kept.
PIECES = (
    "css/offline.css",
    "js/offline.js",
    "img/icons.svg",
    "fonts/laurel-digits-1.woff2",
)
ART = ("mark", "favicon")
LOOKS = (languages.DEFAULT, Tier.BASIC, TextSize.NORMAL, Theme.TIER)


@get("/offline", guards=[public], media_type=MediaType.HTML)
async def offline(request: HX) -> str:
    """Show the page that is kept: a stranger's, whoever asks, in the look of its address."""
    return _drawn(request)


@get("/worker.js", guards=[public], media_type="text/javascript")
async def worker(request: HX, state: State) -> Response[str]:
    """Answer with the service worker; it is another one as soon as what it keeps is."""
    assets: Assets = state.assets
    settings: Settings = state.settings
    pieces = _pieces(assets, settings.brand) if settings.offline_page else []
    version = hashlib.blake2b(_drawn(request).encode(), digest_size=6).hexdigest()
    told = [
        f'const VERSION = "{version}";',
        f"const KEPT = {msgspec.json.encode(pieces).decode()};",
        assets.files["js/worker.js"].plain.decode(),
    ]
    return Response("\n".join(told), headers={"Cache-Control": ASK_AGAIN})


def _drawn(request: HX) -> str:
    """Draw it by the look in the address alone: no cookie has a say, and none is set."""
    written = request.query_params.get("look", "").split(".")
    lang, tier, size, mode = written if len(written) == len(LOOKS) else LOOKS
    language = languages.known(lang) or languages.DEFAULT
    languages.use(language)
    request.scope["state"]["language"] = language
    brand: str = request.app.state.settings.brand
    shell = Shell(
        lang=language,
        tier=str(tier if tier in set(Tier) else Tier.BASIC),
        size=str(size if size in set(TextSize) else TextSize.NORMAL),
        mode=str(mode if mode in set(Theme) else Theme.TIER),
        brand=brand,
        brand_name=brand_name(brand, language),
        chip=None,
    )
    engine = request.app.template_engine
    assert engine is not None
    page = engine.get_template("storefront/offline/page.html")
    return str(page.render(shell=shell))


def _pieces(assets: Assets, brand: str) -> list[str]:
    art = [brand_art(brand, name, assets) for name in ART]
    return [assets.url(name) for name in (*PIECES, *art)]
