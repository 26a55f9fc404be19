"""/points: what there is, when it expires, every movement, and how each came about."""

from datetime import datetime

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from app import ledger
from app.web.guards import member_required
from app.web.requests import HX
from app.web.shells import page
from app.web.viewers import Viewer
from app.web.views.earnings import origin, reasons
from app.web.views.expiry import months

from .statement import Kind, channel_choices, days, line, month_choices, movements_of, narrowed

TWO_YEARS_DAYS = 740  # Longer than any lot lives (R2).


class PointsController(Controller):
    path = "/points"
    guards = [member_required]  # noqa: RUF012 - Litestar's way.

    @get("/")
    async def index(
        self, request: HX, viewer: NamedDependency[Viewer], now: NamedDependency[datetime]
    ) -> Template:
        """Show the balance and the statement, newest first."""
        kind = Kind.of(request.query_params.get("kind"))
        wanted = narrowed(request.query_params, request.app.state.settings.zone)
        found = await ledger.statement(
            viewer.member.id,
            cursor=request.query_params.get("cursor"),
            filters=ledger.Filters(
                movements=movements_of(kind),
                channel=wanted.channel or None,
                since=wanted.since,
                until=wanted.until,
            ),
        )
        balance = await ledger.balance(viewer.member.id, now, within_days=TWO_YEARS_DAYS)
        zone = request.app.state.settings.zone
        return page(
            request, "storefront/points/page.html", active="points", kind=kind,
            kinds=list(Kind), balance=viewer.balance, days=days(balance.expiring, zone),
            lines=[line(one) for one in found.items],
            wanted=wanted, channels=channel_choices(), months=month_choices(zone, at=now),
            next_url=wanted.url(kind, found.next_cursor) if found.next_cursor else None,
            stream_url="/me/stream",
        )  # fmt: skip

    @get("/expiry")
    async def expiry(
        self, request: HX, viewer: NamedDependency[Viewer], now: NamedDependency[datetime]
    ) -> Template:
        """Show every lot under the month in which it expires."""
        lots = await ledger.lots(viewer.member.id, now)
        return page(
            request, "storefront/points/expiry.html", active="points", viewer=viewer,
            months=months(lots, request.app.state.settings.zone), stream_url="/me/stream",
        )  # fmt: skip

    @get("/postings/{posting_id:int}")
    async def show(
        self, posting_id: FromPath[int], request: HX, viewer: NamedDependency[Viewer]
    ) -> Template:
        """Show the receipt of one movement. Another member's is not found."""
        found = await ledger.posting(viewer.member.id, posting_id)
        return page(
            request, "storefront/points/show.html", active="points",
            posting=found, line=line(found), reasons=reasons(found),
            earned_by=origin(found),
        )  # fmt: skip
