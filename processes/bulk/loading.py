"""Filling a house with tickets: hire, play each story once, and print as many tickets as are wanted, on all cores."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
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
from processes.bulk.forking import spread
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
    jobs, timing = jobs if db.engine.dialect.name == "postgresql" else 1, Timing(progress)
    with timing.part("people", "Making queues, agents and customers …"):
        company = hire(tickets, seed=seed, jobs=jobs)
    with timing.part("stories", f"Playing {len(stories)} stories …"):
        patterns = patterns_of(stories, company, seed)
    with timing.part("plan", "Planning …"), unit_of_work():
        plan = Plan(tickets, company=company, patterns=patterns, end=now(), seed=seed)
        sheets = list(plan.sheets())
    with timing.part("print", "Printing …"):
        for printed in accumulate(spread(Press(plan, Printer(spelling())).run, sheets, jobs=jobs)):
            progress(f"{printed:,} of {tickets:,} tickets …")
    with timing.part("tidy", "Sorting in the last words …"):
        tidy()
    return Loaded(tickets, plan.open_tickets, dict(plan.rows), timing.seconds)


class Timing:
    """How long each part took."""

    def __init__(self, progress: Progress) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress

    @contextmanager
    def part(self, name: str, told: str) -> Iterator[None]:
        """What is done in the block is told when it begins."""
        self._progress(told)
        began = perf_counter()
        yield
        self.seconds[name] = round(perf_counter() - began, 2)


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
            self.printer.write(bulk_connection())
        return len(sheet.places)


def bulk_connection() -> Connection:
    """The connection of the open unit of work, for writing much at once: words are sorted into their index in large portions."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        for setting in ("gin_pending_list_limit = '64MB'", "work_mem = '64MB'", "synchronous_commit = off"):
            connection.execute(text(f"SET LOCAL {setting}"))
    return connection


def tidy() -> None:
    """What a database does by itself after a while: sort in the last words, and look how many rows of which kind there are."""
    with unit_of_work():
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("SELECT gin_clean_pending_list('ix_fulltext_words_words')"))
        db.session.execute(text("ANALYZE"))
