"""Nothing is open unless it says so."""

import pytest
from litestar import Litestar, Router, get, post

from app.kit.errors import ConfigurationRefused
from app.web import guards
from app.web.guards import public


@get("/a")
async def forgotten() -> None: ...


@get("/b", guards=[public, guards.member_required])
async def undecided() -> None: ...


@post("/c", guards=[public])
async def declared() -> None: ...


class TestRefuseUndeclared:
    def test_accepts_every_route_of_the_house(self, web: Litestar) -> None:
        guards.refuse_undeclared(web.routes)
        assert len(web.routes) > 10

    @pytest.mark.parametrize("route", [forgotten, undecided])
    def test_refuses_none_and_two(self, route: object) -> None:
        app = Litestar([route, declared])  # type: ignore[list-item]
        with pytest.raises(ConfigurationRefused, match=r"guards; one is needed"):
            guards.refuse_undeclared(app.routes)

    def test_accepts_what_a_router_declares(self) -> None:
        app = Litestar(
            [Router("/r", route_handlers=[forgotten], guards=[public])], openapi_config=None
        )
        guards.refuse_undeclared(app.routes)
