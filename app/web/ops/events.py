"""/ops/events: what nobody could handle, and the way to let them try again."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app import desk
from app.kit import outbox
from app.operators import Action
from app.web.guards import operator_required
from app.web.requests import HX

from .acting import Acting
from .console import page


class EventController(Controller):
    path = "/events"

    @get("/", guards=[operator_required(Action.SEE_CONSOLE)])
    async def index(self, request: HX, acting: NamedDependency[Acting]) -> Template:
        """List the dead letters, oldest first."""
        return await page(
            request, acting, "events/page.html", active="today", events=await outbox.dead()
        )

    @post("/{event_id:int}/replay", guards=[operator_required(Action.REPLAY_EVENTS)])
    async def replay(
        self, event_id: FromPath[int], acting: NamedDependency[Acting]
    ) -> Redirect:
        """Hand one out again; twelve more failures bring it back here."""
        await desk.replay_event(event_id=event_id, acting=acting)
        return Redirect("/ops/events", status_code=303)
