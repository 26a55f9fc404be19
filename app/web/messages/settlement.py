"""What we say when a supplier's statement or a month is refused."""

from app.web.languages import N_

from .schemas import Message

SETTLEMENT = {
    "month_not_draft": Message(
        N_("This month is no draft."), N_("A second operator looks at it, or it was issued.")
    ),
    "month_just_over": Message(
        N_("That month ended only minutes ago."),
        N_("Draft it %(minutes)s minutes after its end, when all of it is written down."),
    ),
    "month_unchanged": Message(
        N_("Nothing has changed since %(number)s."),
        N_("A correction needs something to correct."),
    ),
    "statement_already_imported": Message(
        N_("This very file is here already, as statement %(statement_id)s."),
        N_("Withdraw that one first if it was wrong."),
    ),
    "statement_refused": Message(
        N_("The file was not taken. Lines that cannot be read: %(count)s."),
        N_("Nothing of it was kept. Mend it, or ask the supplier for another."),
    ),
    "statement_withdrawn": Message(N_("This statement was withdrawn.")),
}
