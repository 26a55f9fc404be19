"""/points: what there is, when it expires, every movement, and how each came about."""

from datetime import datetime

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream, Template

from app import ledger
from app.web import spreadsheets
from app.web.guards import member_required
from app.web.requests import HX
from app.web.shells import page
from app.web.viewers import Viewer
from app.web.views.earnings import origin, reasons
from app.web.views.expiry import a_year_ago, months
from app.web.views.statements import Kind

from .statement import channel_choices, days, month_choices
from .statement_reading import lines, read, rows

TWO_YEARS_DAYS = 740  # Longer than any lot lives (R2).


class PointsController(Controller):
    path = "/points"
    guards = [member_required]  # noqa: RUF012 - Litestar's way.

    @get("/")
    async def index(
        self, request: HX, viewer: NamedDependency[Viewer], now: NamedDependency[datetime]
    ) -> Template:
        """Show the balance and the statement, newest first."""
        zone = request.app.state.settings.zone
        found = await read(viewer.member.id, request.query_params, zone=zone)
        balance = await ledger.balance(viewer.member.id, now, within_days=TWO_YEARS_DAYS)
        kind, wanted, following = found.kind, found.wanted, found.next_cursor
        return page(
            request, "storefront/points/page.html", active="points", kind=kind,
            kinds=list(Kind), balance=viewer.balance, days=days(balance.expiring, zone),
            lines=found.lines, wanted=wanted, channels=channel_choices(),
            months=month_choices(zone, at=now), sums=await ledger.month_sums(
                viewer.member.id, since=a_year_ago(now, zone), zone=zone
            ),
            next_url=wanted.url(kind, following) if following else None,
            file_url=wanted.url(kind, path="/points/statement.csv"),
            stream_url="/me/stream",
        )  # fmt: skip

    @get("/statement.csv")
    async def download(
        self, request: HX, viewer: NamedDependency[Viewer], now: NamedDependency[datetime]
    ) -> Stream:
        """Send the statement as it is narrowed, for a spreadsheet."""
        zone = request.app.state.settings.zone
        told = rows(viewer.member.id, dict(request.query_params), zone=zone)
        return spreadsheets.download(f"laurel-points-{now:%Y%m%d}.csv", told)

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
        (drawn,) = await lines(viewer.member.id, [found])
        return page(
            request, "storefront/points/show.html", active="points",
            posting=found, line=drawn, reasons=reasons(found),
            earned_by=origin(found), lots=await ledger.touched_lots(found),
        )  # fmt: skip
