"""What must not grow: a persisted step with the age of its ticket and with the tickets there are, and the sweep for clocks that are late.

On both databases. Late steps of one ticket take turns with early ones of fresh tickets, and steps in a house with 100,000 open tickets take
turns with steps in one with 1,000. In the large house, the sweep looks for tickets of whose clocks there is something to tell: none or few.
"""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import Any

from sqlalchemy import func, select, text, update

from benchmarks.bench_persisted import Stepping, an_actor, statements
from benchmarks.both_databases import on_both_with_houses
from benchmarks.figures import Figure
from benchmarks.interleaving import Comparison, seconds_of_each, take_turns
from benchmarks.tickets_in_bulk import fill
from desk.actors import Actor
from foundation.application import make_application
from foundation.clock import now
from foundation.db import UNSYNCHRONISED, db
from foundation.settings import Settings
from foundation.unit_of_work import unit_of_work
from processes.tickets.ticket import Ticket
from tests.houses import close, furnish
from workers.escalation import due_tickets

FEW, MANY = 1_000, 100_000  # tickets
ALL_OPEN = (0, 100, 0, 0)
EARLY, LATE = 5, 500  # steps of a ticket
WINDOW, WINDOWS = 5, 40  # steps around these
MOST_GROWN = 1.2
SWEEPS, FEW_DUE = 50, 20
MOST_MILLISECONDS = 50.0
NOT_YET = timedelta(days=1)


def measure() -> list[Figure]:
    """Both databases, one after the other."""
    return on_both_with_houses(2, figures_for)


def figures_for(database: str, houses: list[Settings]) -> list[Figure]:
    """With the age of a ticket, with the number of tickets, and the sweep."""
    small, large = SteppingHouse(houses[0], FEW), SteppingHouse(houses[1], MANY)
    with small.application.app_context():
        found = [*with_age(database, small.actor), with_tickets(database, small, large)]
    with large.application.app_context():
        found += [sweep(database, due) for due in (0, FEW_DUE)]
    for each in (small, large):
        close(each.application)
    return found


class SteppingHouse:
    """A house with so many open tickets, and one more, of which steps are made."""

    def __init__(self, settings: Settings, tickets: int) -> None:
        self.application = make_application(settings)
        furnish(self.application, seeded=True)
        with self.application.app_context():
            fill_up(tickets)
            self.actor = an_actor()
            self._ticket = Stepping(self.actor)

    def step(self) -> None:
        with self.application.app_context():
            self._ticket.step()

    def go_on(self) -> None:
        with self.application.app_context():
            self._ticket.go_on()

    def statements(self) -> int:
        with self.application.app_context(), statements() as sent:
            self._ticket.step()
        return len(sent)


def fill_up(tickets: int) -> None:
    """Open tickets whose clocks are looked at tomorrow, a second after each other."""
    tomorrow = now() + NOT_YET

    def looked_at(number: int) -> dict[str, Any]:
        return {"escalation_look_at": tomorrow + timedelta(seconds=number)}

    with unit_of_work():
        fill(tickets, shares=ALL_OPEN, further=looked_at)
        if db.engine.dialect.name == "postgresql":  # which does not see that ids were given
            db.session.execute(text("SELECT setval(pg_get_serial_sequence('ticket', 'id'), max(id)) FROM ticket"))


# ------------------------------------------------------------------------------------------------ steps
def with_age(database: str, actor: Actor) -> list[Figure]:
    """Windows around the late step of one ticket, taking turns with windows around the early step of fresh ones."""
    old, compared = Stepping(actor), Comparison()
    seconds_of_each(old.step, LATE - WINDOW * WINDOWS // 2)
    for turn in range(WINDOWS):
        young = Stepping(actor)
        seconds_of_each(young.step, EARLY - 1 - WINDOW // 2)
        sides = [(young, compared.second), (old, compared.first)]
        for each, times in sides if turn % 2 else reversed(sides):
            each.go_on()
            times.append(seconds_of_each(each.step, WINDOW))
    further = sent_by(old) - sent_by(young)
    return [
        figure(f"persisted step {LATE} / step {EARLY} of a ticket ({database})", compared),
        Figure(what=f"statements that step {LATE} sends beyond those of step {EARLY} ({database})", value=further, target=0),
    ]


def sent_by(ticket: Stepping) -> int:
    ticket.go_on()
    with statements() as sent:
        ticket.step()
    return len(sent)


def with_tickets(database: str, small: SteppingHouse, large: SteppingHouse) -> Figure:
    """Steps in the large house, taking turns with steps in the small one."""
    small.go_on()
    compared = take_turns(large.step, small.step, blocks=60, steps=10)
    sent = {f"statements_at_{FEW}": small.statements(), f"statements_at_{MANY}": large.statements()}
    return figure(f"persisted step at {MANY:,} tickets / at {FEW:,} ({database})", compared, **sent)


def figure(what: str, compared: Comparison, **further: object) -> Figure:
    return Figure(what=what, value=compared.ratio, target=MOST_GROWN, details=compared.details | further)


# ------------------------------------------------------------------------------------------------ the sweep
def sweep(database: str, due: int) -> Figure:
    """The median of several sweeps, each of which finds exactly those that are due."""
    expected = have_due(due)
    found: list[list[int]] = []
    times = seconds_of_each(lambda: found.append(list(due_tickets(now()))), SWEEPS)
    assert all(each == expected for each in found)
    with unit_of_work(reads_only=True):
        tickets = db.session.scalar(select(func.count()).select_from(Ticket))
    details = {"tickets": tickets, "slowest_milliseconds": round(max(times) * 1000, 2), "sweeps": SWEEPS}
    what = f"sweep for clocks to tell of, {due} due among {MANY:,} open tickets ({database})"
    return Figure(what=what, value=median(times) * 1000, unit="ms", target=MOST_MILLISECONDS, details=details)


def have_due(number: int) -> list[int]:
    """Have so many tickets, far from each other, be looked at since an hour; their ids."""
    ids = [place * (MANY // FEW_DUE) for place in range(1, number + 1)]
    since = now() - timedelta(hours=1)
    with unit_of_work():
        db.session.execute(update(Ticket).where(Ticket.id.in_(ids)).values(escalation_look_at=since), execution_options=UNSYNCHRONISED)
    return ids
