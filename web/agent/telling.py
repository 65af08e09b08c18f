"""How what happened to a ticket is told to an agent: in the reader's language, with the names that people know."""

from collections.abc import Iterable, Sequence
from functools import partial

from processes.telling.entries import Entry
from processes.telling.tellers import Teller, teller_of
from processes.tickets.ticket import Ticket
from web import readers, translating
from web.sentences import told
from web.times import moment


def teller_for(ticket: Ticket, entries: Sequence[Entry] = (), *, actors: Iterable[str] = ()) -> Teller:
    """A teller for these entries, and whoever else will be named."""
    how = {"told": told, "moment": partial(moment, shape="short")}
    return teller_of(ticket.id, entries, actors=actors, language=translating.shown_language(), zone=readers.zone(), **how)
