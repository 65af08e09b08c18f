"""The title of a ticket."""

from desk.actors import Actor
from desk.master_data import clean_text
from foundation.errors import Refused
from processes.events import Event
from processes.tickets.record import LONGEST_TITLE, TicketRecord


class Titling(TicketRecord):
    """Changing the title."""

    __abstract__ = True

    def set_title(self, title: str, *, actor: Actor) -> bool:
        """Give the ticket another title; an empty one changes nothing.

        Raises:
            NotFound, Forbidden: the actor has no rw.
            Refused: it is too long.
        """
        self.require("rw", actor=actor)
        cleaned = fitting_title(title)
        if cleaned in {"", self.title}:
            return False
        old = self.title
        self.change(actor=actor, title=cleaned)
        self.record(Event.TITLE_CHANGED, actor=actor, touched=("title",), old=old, new=cleaned)
        return True


def fitting_title(title: str) -> str:
    """A title on one line, without blanks around.

    Raises:
        Refused: under "title": it is too long.
    """
    cleaned = " ".join(clean_text(title).split())
    if len(cleaned) > LONGEST_TITLE:
        raise Refused({"title": f"It has {len(cleaned)} characters; at most {LONGEST_TITLE} fit."})
    return cleaned
