"""Builds the Litestar app: routes, plugins, refusals, templates."""

from litestar import Litestar
from litestar.datastructures import State
from litestar.middleware import DefineMiddleware
from litestar.plugins.htmx import HTMXPlugin

from app import settings as configured
from app.kit import logs, secrets
from app.settings import Settings
from app.web import addresses, answers, edge, guards, origins, page_cache, refusals, sessions
from app.web.assets import Assets
from app.web.cookies import Cookies
from app.web.dependencies import PROVIDED
from app.web.documentation import openapi_config
from app.web.heads import Heads
from app.web.lifespan import running
from app.web.metrics import metrics_config
from app.web.packing import programs_edge
from app.web.requests import HX
from app.web.routes import ROUTES
from app.web.short_cache import ShortCache
from app.web.storefront.member_pages import MemberPages
from app.web.templates import template_config
from app.web.visits import Visits

LARGEST_BODY = 1024 * 1024


def create_app(
    settings: Settings, *, page_cache_seconds: float = page_cache.SECONDS
) -> Litestar:
    """Build the application. Raises ConfigurationRefused if a route declares no guard."""
    logs.configure()
    secrets.install(settings.secret)
    assets, names = Assets(), Cookies(is_secure=not settings.is_demo)
    visiting, cache = Visits(), ShortCache(page_cache_seconds)
    app = Litestar(
        route_handlers=ROUTES,
        state=State({"settings": settings, "assets": assets, "cookies": names, "cache": cache}),
        dependencies=PROVIDED,
        guards=[guards.addressable],
        request_class=HX,
        request_max_body_size=LARGEST_BODY,
        middleware=[
            metrics_config().middleware,
            DefineMiddleware(sessions.Sessions, names=names, visiting=visiting),
            DefineMiddleware(origins.Origins, allowed=addresses.sites(settings), names=names),
        ],
        csrf_config=addresses.csrf_config(names),
        exception_handlers={Exception: refusals.refuse},
        template_config=template_config(settings, assets),
        openapi_config=openapi_config(assets),
        plugins=[HTMXPlugin(), answers.Spelling()],
        lifespan=[running],
        logging_config=None,
    )  # fmt: skip
    guards.refuse_undeclared(app.routes)
    pages = MemberPages(
        app.asgi_handler,
        names=names,
        visiting=visiting,
        cache=cache,
        engine=app.template_engine,
    )
    shared = page_cache.PageCache(pages, private=(names.member,), seconds=page_cache_seconds)
    app.state.pages = shared
    app.asgi_handler = _edge(shared, settings, names)
    return app


def _edge(pages: page_cache.PageCache, settings: Settings, names: Cookies) -> edge.Edge:
    return edge.Edge(
        Heads(programs_edge(pages, minimum=settings.client_minimum)),
        hosts=addresses.hosts(settings),
        is_secure=names.is_secure,
        pay_page=settings.payment_base_url,
        proxies=settings.trusted_proxies,
    )


def __getattr__(name: str) -> Litestar:
    """Build `app` when a server asks for it, not when this module is imported."""
    if name != "app":
        raise AttributeError(name)
    built = globals()["app"] = create_app(configured.current())
    return built
