"""Handing out again what nobody could handle."""

from app.kit import db, outbox

from .acting import Acting


@db.atomic
async def replay_event(*, event_id: int, acting: Acting) -> None:
    """Let the listeners of a dead letter try again. Raises NotFound."""
    name = await outbox.replay(event_id, now=acting.now)
    await acting.write_down("event_replayed", f"event:{event_id}", name=name)
