"""Who may do what with tickets, as one table (`rights/table.py`): everything in it is tried, and what is refused has written nothing.

A verb that nobody put into the table fails the first test here.
"""

import inspect
from collections.abc import Iterator
from contextlib import suppress
from types import ModuleType
from typing import Any, Final, cast

import pytest
from sqlalchemy import ColumnElement, func, literal, select, text, union_all

from desk import ticket_permissions
from desk.actors import Actor
from desk.ticket_permissions import TicketColumns
from foundation.db import Base, db
from foundation.errors import Conflict, Forbidden, HouseError, NotFound, Refused
from processes import claiming, definitions, history, runner, settling, tables  # noqa: F401 - with all tables
from processes.proving import erasing
from processes.tickets.ticket import Ticket
from tests.processes.rights.attempts import ATTEMPTS
from tests.processes.rights.table import STRANGERS, expected, expected_switched_off
from tests.processes.rights.world import PUBLIC, SECRET, World, a_world

# What takes an actor without asking whether it may, because whoever calls has asked: parts of verbs, and what time brings about.
PARTS: Final = {
    *("change", "record", "require"),
    *("enter", "own", "release", "lock_again", "fill_fields", "restore_from_archive"),
    *("end_pending", "unlock_if_away", "unlock_if_timed_out", "begin_fields"),
}
STEPS: Final = {"start", "deliver", "signal", "begin_again", "ask_in_rehearsal"}  # the same of the runner: what verbs and jobs come to
READING: Final = {"visible_to", "may_start", "startable_by"}  # what is asked about an actor, rather than done by one
INSIDE: Final = {"held", "shift"}  # of definitions; the first asks, and is part of each verb
PLACES: Final[dict[Any, set[str]]] = {Ticket: PARTS, runner: STEPS, claiming: set(), definitions: INSIDE, erasing: {"require_reason"}}
ROOMS: Final = {runner: "processes.running"}
SIGNS: Final[dict[type[HouseError], str]] = {Forbidden: "-", NotFound: ".", Conflict: "!", Refused: "?"}


# ------------------------------------------------------------------------------------------------ the table is whole
def acting(place: Any) -> Iterator[str]:
    """The public functions of a class or module for which somebody acts; what is imported is another's, but for what the runner is of."""
    for name, function in inspect.getmembers(place, inspect.isroutine):
        own = (ROOMS.get(place, place.__name__), place.__name__)
        is_its_own = not isinstance(place, ModuleType) or function.__module__.startswith(own)
        if is_its_own and not name.startswith("_") and "actor" in inspect.signature(function).parameters:
            yield name


def test_every_verb_has_a_row():
    tried = {name.partition(":")[0] for name in ATTEMPTS}
    assert set(expected()) == set(ATTEMPTS)
    assert tried == {name for place, parts in PLACES.items() for name in acting(place) if name not in parts | READING}
    for place, parts in PLACES.items():
        assert parts <= set(acting(place)), f"{place} has no such parts any more"


# ------------------------------------------------------------------------------------------------ everything is tried
class TakenBack(Exception):
    """Ends an attempt that succeeded."""


@pytest.fixture
def asked_often(desk_work: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's rights change within a test, so that the condition for each is put together, and planned, once."""
    known: dict[Any, Any] = {}
    build = ticket_permissions.ticket_condition

    def condition(actor: Actor, permission: str, columns: TicketColumns) -> ColumnElement[bool]:
        key = (actor, str(permission), id(columns.id))
        if key not in known:
            known[key] = build(actor, permission, columns)
        return cast("ColumnElement[bool]", known[key])

    monkeypatch.setattr(ticket_permissions, "ticket_condition", condition)
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))


@pytest.mark.usefixtures("asked_often")
def test_everybody_tries_everything():
    world, table = a_world(), expected()
    before = written()
    happened = {row: {person: tried(world, row, person, before) for person in people} for row, people in table.items()}
    assert differing(happened, table) == ""


@pytest.mark.usefixtures("asked_often")
def test_relations_that_are_switched_off_are_none():
    world, table = a_world(switches=False), expected_switched_off()
    before = written()
    happened = {row: {person: tried(world, row, person, before) for person in people} for row, people in table.items()}
    assert differing(happened, table) == ""


def tried(world: World, row: str, person: str, before: dict[str, Any]) -> str:
    """What comes of an attempt, as a sign of the table; it is undone, and has written nothing if it was refused."""
    refusal: HouseError | None = None
    result: Any = None
    with suppress(TakenBack), settling.undoable():
        try:
            result = ATTEMPTS[row](world, world.actors[person])
        except HouseError as error:
            refusal = error
            assert written() == before, f"{row} was refused to {person}, and has written something"
        raise TakenBack
    if refusal is None:
        return "=" if result is False else "+"
    assert person not in STRANGERS or not tells(world, refusal), f"{row}: {person} is told {str(refusal)!r}"
    return SIGNS[type(refusal)]


def tells(world: World, refusal: Exception) -> bool:
    """Whether a sentence says anything about a ticket that its reader did not know."""
    return any(each in str(refusal) for each in (*world.numbers, *world.activities, SECRET, PUBLIC, "Crew", "owner_of"))


def differing(happened: dict[str, dict[str, str]], table: dict[str, dict[str, str]]) -> str:
    """What is not as the table says, a line for each."""
    return "\n".join(
        f"{row}, by {person}: {sign} instead of {table[row][person]}"
        for row, signs in happened.items()
        for person, sign in signs.items()
        if sign != table[row][person]
    )


# ------------------------------------------------------------------------------------------------ nothing is written
NAMES: Final = {
    *("ticket", "dynamic_field_value", "article", "article_flag", "article_attachment", "history_entry", "watcher", "ticket_link"),
    *("instance", "activity", "activity_permit", "incident", "timer", "message_in", "subscription", "children_wait", "notice"),
    *("outbox_message", "process_version", "start_timer", "start_subscription", "audit_entry"),
}
COUNTS: Final = union_all(
    *(select(literal(name), func.count()).select_from(Base.metadata.tables[name]) for name in sorted(NAMES)),
    select(literal("changes"), func.sum(Ticket.version) + func.sum(Ticket.history_length)),
)


def written() -> dict[str, Any]:
    """How much there is of everything, and what waits to be written."""
    waiting = {"history": len(history.waiting()), "changed": len(settling.changes()), "unsaved": bool(db.session.new or db.session.dirty)}
    with db.session.no_autoflush:
        return waiting | {name: number for name, number in db.session.execute(COUNTS)}  # noqa: C416 - typed
