"""Filling a house with tickets: hire, play each story once, and print as many tickets as are wanted, on all cores."""

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from time import perf_counter
from typing import Any, Final

from sqlalchemy import func, or_, select, text
from sqlalchemy.engine import Connection

from desk.customers import Customer
from foundation.clock import now
from foundation.db import db
from foundation.errors import Conflict
from foundation.unit_of_work import unit_of_work
from processes.bulk.casting import Company
from processes.bulk.hiring import SIGN, hire
from processes.bulk.patterns import Pattern, pattern_of
from processes.bulk.planning import Plan, Sheet
from processes.bulk.printing import Printer
from processes.bulk.spelling import Spelling, spelling_of
from processes.bulk.stories import STORIES, Story
from processes.tickets.ticket import Ticket

SEED: Final = 1
MOST_JOBS: Final = 4
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was done: rows by table, and how long each part took."""

    tickets: int
    open_tickets: int
    rows: Mapping[str, int]
    seconds: Mapping[str, float]

    def as_json(self) -> dict[str, Any]:
        """As a document, whose form is a promise."""
        return {
            "tickets": self.tickets,
            "open_tickets": self.open_tickets,
            "rows": dict(sorted(self.rows.items())),
            "seconds": dict(self.seconds),
        }


def require_no_strangers() -> None:
    """Go on only in an empty house, or among tickets that were printed.

    Raises:
        Conflict: there are tickets of others.
    """
    printed = select(Customer.id).where(Customer.number.startswith(SIGN))
    others = select(func.count()).select_from(Ticket).where(or_(Ticket.customer_id.is_(None), Ticket.customer_id.not_in(printed)))
    with unit_of_work(reads_only=True):
        count = db.session.scalar(others) or 0
    if count:
        raise Conflict(
            f"Tickets of real people are in this house ({count:,}); invented ones among them cannot be told apart for long and are "
            f"never taken out again. Use an empty house (LAUFZETTEL_DATA_DIR, LAUFZETTEL_DATABASE_URL), or say --yes if you mean it."
        )


def load(
    tickets: int,
    *,
    seed: int = SEED,
    jobs: int = 1,
    stories: Sequence[Story] = STORIES,
    progress: Progress = lambda _: None,
) -> Loaded:
    """Fill the house of the open context.

    Args:
        tickets: how many.
        seed: other tickets for another one.
        jobs: how many processes print; on SQLite, where one writes at a time, it is always one.
        stories: which are told; one at least ends with an open ticket and one with a closed one.
        progress: is told what is going on.
    """
    seconds: dict[str, float] = {}
    began = perf_counter()

    def done(part: str) -> None:
        seconds[part] = round(perf_counter() - began - sum(seconds.values()), 2)

    progress("Making queues, agents and customers …")
    company = hire(tickets, seed=seed)
    done("people")
    progress(f"Playing {len(stories)} stories …")
    patterns = patterns_of(stories, company, seed)
    done("stories")
    plan = Plan(tickets, company=company, patterns=patterns, end=now(), seed=seed)
    with unit_of_work():
        sheets = list(plan.sheets())
    done("plan")
    for printed in press(plan, sheets, spelling(), jobs=jobs if db.engine.dialect.name == "postgresql" else 1):
        progress(f"{printed:,} of {tickets:,} tickets …")
    done("print")
    tidy()
    done("tidy")
    return Loaded(tickets, plan.open_tickets, dict(plan.rows), seconds)


def spelling() -> Spelling:
    with unit_of_work(reads_only=True):
        return spelling_of(db.session.connection())


def patterns_of(stories: Sequence[Story], company: Company, seed: int) -> list[Pattern]:
    """The patterns of stories."""
    chance, spelt = Random(f"stories {seed}"), spelling()  # noqa: S311 - repeatable, and keeps no secret
    return [pattern_of(story, company.cast(chance, is_leave=story.is_leave), spelt) for story in stories]


# ------------------------------------------------------------------------------------------------ the press
@dataclass(frozen=True, slots=True)
class Press:
    """What a process that prints works with."""

    plan: Plan
    printer: Printer

    def run(self, sheet: Sheet) -> int:
        """Print a sheet, in a unit of work of its own; how many tickets are on it."""
        with unit_of_work():
            for copy in self.plan.copies(sheet):
                self.printer.put(copy)
            with in_bulk() as connection:
                self.printer.write(connection)
        return len(sheet.places)


@contextmanager
def in_bulk() -> Iterator[Connection]:
    """The connection of the open unit of work, which writes much at once: words are sorted into their index in large portions."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        for setting in ("gin_pending_list_limit = '64MB'", "work_mem = '64MB'", "synchronous_commit = off"):
            connection.execute(text(f"SET LOCAL {setting}"))
    yield connection


def tidy() -> None:
    """What a database does by itself after a while: sort in the last words, and look how many rows of which kind there are."""
    with unit_of_work():
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("SELECT gin_clean_pending_list('ix_fulltext_words_words')"))
        db.session.execute(text("ANALYZE"))


_presses: list[Press] = []  # the one of this process, which others are forked from


def press(plan: Plan, sheets: Sequence[Sheet], spelt: Spelling, *, jobs: int) -> Iterator[int]:
    """Print all sheets; after each, how many tickets there are."""
    _presses[:] = [Press(plan, Printer(spelt))]
    printed = 0
    if jobs == 1:
        for sheet in sheets:
            printed += run(sheet)
            yield printed
        return
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork"), initializer=take_own_connections) as pool:
        for number in pool.map(run, sheets):
            printed += number
            yield printed


def run(sheet: Sheet) -> int:
    return _presses[0].run(sheet)


def take_own_connections() -> None:
    """A forked process leaves those of its parent alone."""
    db.engine.dispose(close=False)
