"""The Jinja environment: autoescape on, never async, compiled once at the start."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template.config import TemplateConfig
from litestar.utils.scope.state import ScopeState

from app.settings import Settings

from . import filters, languages
from .assets import Assets
from .pictures import photograph
from .spans import promise_in_words

TEMPLATES = Path(__file__).parents[2] / "templates"
OURS = {
    "mark": "img/brand/mark.svg",
    "hero": "img/brand/hero.svg",
    "favicon": "img/favicon.svg",
}


def template_config(settings: Settings, assets: Assets) -> TemplateConfig[JinjaTemplateEngine]:
    """Compile every template; a broken one stops the start."""
    environment = build(settings, assets)
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)
    engine = JinjaTemplateEngine.from_environment(environment)
    engine.engine.globals["csrf_token"] = pass_context(csrf_token)
    return TemplateConfig(instance=engine)


def build(settings: Settings, assets: Assets) -> Environment:
    """Make the environment with our words, filters and addresses."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        languages.gettext, languages.ngettext, newstyle=True
    )
    environment.filters.update(filters.all_filters(settings.zone))
    environment.globals.update(
        art=lambda name: assets.url(brand_art(settings.brand, name, assets)),
        static=assets.url, photograph=photograph, is_demo=settings.is_demo, zone=settings.zone,
        promise_span=promise_in_words(settings.promise_seconds),
        promise_seconds=settings.promise_seconds, contact=settings.contact,
        offline_page=settings.offline_page,
    )  # fmt: skip
    return environment


def csrf_token(context: Mapping[str, Any]) -> str:
    """The visitor's token; empty on a page that every stranger is shown alike.

    `csrf_input`, which stands in forms, always has it: a page with a form is not shared.
    """
    scope = context["request"].scope
    if scope["state"].get("is_shared"):
        return ""
    token = ScopeState.from_scope(scope).csrf_token
    return token if isinstance(token, str) else ""


def brand_art(brand: str, name: str, assets: Assets) -> str:
    """Name a picture of the brand: mark, hero or favicon; one without its own wears ours."""
    own = f"img/brand/{name}-{brand}.svg"
    return own if own in assets.files else OURS[name]
