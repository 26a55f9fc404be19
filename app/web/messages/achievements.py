"""What we say of badges."""

from app.web.languages import N_

from .schemas import Message

ACHIEVEMENTS = {
    "pins_full": Message(
        N_("Your page shows %(most)s badges already."), N_("Take one of them down first.")
    ),
}
