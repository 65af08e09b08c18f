"""Flow nodes that are walked and persisted in a second by one process, and what it costs that others hear of a step, on both databases.

The process is that of the persisted step: each step walks an exclusive gateway, a service task that sets the ticket's state, and the next
user task, and waits there. Nodes are counted in the histories, where each step has written the way it took. Client and server work by
turns, so that both together use one core: the second is one of the clock.
"""

from __future__ import annotations

import time

from sqlalchemy import select

from benchmarks.bench_persisted import OURS, Stepping, activate, an_actor, statements
from benchmarks.both_databases import on_both
from benchmarks.figures import Figure
from foundation.application import make_application
from foundation.db import db
from foundation.settings import Settings
from foundation.unit_of_work import unit_of_work
from processes import history
from processes.events import Event
from processes.history import HistoryEntry
from tests.houses import close, furnish
from workers.reactions import react

STEPS, WARM_UP = 1_000, 100
LEAST = 100.0  # nodes per second
NODES = frozenset({"which", "set", "work"})
INSTEAD = (
    '<lz:action name="ticket-state-set"><lz:param name="state">open</lz:param>',
    '<lz:action name="article-create"><lz:param name="subject">Told</lz:param><lz:param name="body">So it is.</lz:param>',
)


def measure() -> list[Figure]:
    """Both databases, one after the other."""
    return on_both(figures_for)


def figures_for(database: str, settings: Settings) -> list[Figure]:
    """Walk first, then count statements."""
    application = make_application(settings)
    furnish(application, seeded=True)
    with application.app_context():
        actor = an_actor()
        found = [nodes_per_second(database, Stepping(actor)), heard("a persisted step", database, Stepping(actor))]
        activate(OURS.replace(*INSTEAD))
        found.append(heard("a persisted step with a note people want to be told of", database, Stepping(actor)))
    close(application)
    return found


# ------------------------------------------------------------------------------------------------ nodes
def nodes_per_second(database: str, ticket: Stepping) -> Figure:
    """Walk, and count what the history tells."""
    walk(ticket, WARM_UP)
    walked_before = nodes_of(ticket.ticket_id)
    began, worked_before = time.perf_counter(), time.process_time()
    walk(ticket, STEPS)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked_before
    nodes = nodes_of(ticket.ticket_id) - walked_before
    details = {"nodes": nodes, "steps": STEPS, "per_second_of_processor_time_of_the_client": round(nodes / worked)}
    what = f"persisted flow nodes per second and core ({database})"
    return Figure(what=what, value=nodes / seconds, unit="/s", target=LEAST, more_is_better=True, details=details)


def walk(ticket: Stepping, steps: int) -> None:
    for _ in range(steps):
        ticket.step()


def nodes_of(ticket_id: int) -> int:
    """How many nodes a ticket's tokens have taken."""
    ways = select(HistoryEntry.data).where(HistoryEntry.ticket_id == ticket_id, HistoryEntry.event == Event.TRANSITIONS_TAKEN)
    with unit_of_work(reads_only=True):
        return sum(name in NODES for data in db.session.scalars(ways) for name in data["taken"])


# ------------------------------------------------------------------------------------------------ reactions
def heard(what: str, database: str, ticket: Stepping) -> Figure:
    """How many statements more a step sends when reactions hear of it, than when nobody does."""
    with history.unheard():
        unheard = statements_of(ticket)
        history.reactions_are(react)
        heard_of = statements_of(ticket)
    details = {"with_reactions": heard_of, "without": unheard}
    return Figure(what=f"statements that reactions add to {what} ({database})", value=heard_of - unheard, details=details)


def statements_of(ticket: Stepping) -> int:
    """Of the second step: the first one looks up what is kept then."""
    ticket.go_on()
    ticket.step()
    with statements() as sent:
        ticket.step()
    return len(sent)
