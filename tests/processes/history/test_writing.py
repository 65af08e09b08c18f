"""The writer: what an entry keeps, that no database tells it differently, and that an entry is an event."""

from decimal import Decimal
from enum import IntEnum

import pytest
from flask import Flask
from hypothesis import given, settings, strategies as st
from sqlalchemy import event as sqlalchemy_event

from desk.actors import SYSTEM
from foundation.db import db
from foundation.outbox import Message
from foundation.unit_of_work import unit_of_work
from processes import history, settling
from processes.events import Event
from processes.history import HistoryEntry, brought_about_by, canonical, plain, reactions_are
from processes.proving.chains import prove
from tests.desk.words import a_priority, a_queue, a_state
from tests.processes.tickets import a_ticket, an_agent
from tests.workers import jobs
from workers import reactions


class Colour(IntEnum):
    RED = 1


TEXTS = st.text(st.characters(codec=None), max_size=20) | st.sampled_from(
    ["\0", "a\0b", "\ud83d", "\ude00\ud83d", "😀", "é", "e\u0301", "\u2028"]
)
NUMBERS = st.integers() | st.sampled_from([2**53, -(2**53), 2**53 + 1, 2**63, -(2**64), 10**400, -(10**400), 0])
MOMENTS = st.datetimes(timezones=st.timezones() | st.none()) | st.dates()
ODD = st.sampled_from([-0.0, Decimal("-0"), Decimal("1E+400"), 1e308, Colour.RED, Event.MOVED, b"bytes"])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS | st.floats() | st.decimals() | MOMENTS | ODD | st.frozensets(st.integers(), max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.tuples(inner) | st.dictionaries(TEXTS | st.integers() | st.none(), inner, max_size=4),
    max_leaves=15,
)


def nested(levels: int) -> list:
    found: list = []
    for _ in range(levels):
        found = [found]
    return found


def test_no_database_tells_an_entry_differently(house: Flask):
    """Each kind of value through the database and back, many to a unit of work."""

    @settings(max_examples=25)
    @given(st.lists(st.dictionaries(TEXTS, VALUES, max_size=4), min_size=5, max_size=40))
    def hold(contents: list[dict]) -> None:
        with unit_of_work():
            ticket, told = a_ticket(), [*contents, {"deep": nested(10_000), "huge": 10**5_000}]
            for content in told:
                history.record(ticket, Event.NOTED, actor=SYSTEM, data=content)
            settling.settle()
            ticket.store()
            db.session.expire_all()
            found = db.session.query(HistoryEntry).filter_by(ticket_id=ticket.id).order_by(HistoryEntry.position)
            assert [canonical(entry.data) for entry in found] == [canonical(plain(content)) for content in told]
            assert prove(ticket.number).findings == []

    hold()


@pytest.mark.parametrize(
    "value, kept",
    [
        (2**53, 2**53),
        (2**53 + 1, "9007199254740993"),
        (1.5, "1.5"),
        (Decimal("1.50"), "1.50"),
        ("a\0b", "ab"),
        ("\ud83d!", "?!"),
        (Colour.RED, 1),
        (Event.MOVED, "ticket.moved"),
        ({3, 1}, [1, 3]),
        ({1: (None, True)}, {"1": [None, True]}),
    ],
)
def test_values_are_kept_as_json_says_them_everywhere(value: object, kept: object):
    assert plain(value) == kept
    assert type(plain(value)) is type(kept)


@pytest.mark.usefixtures("work")
def test_an_entry_has_the_snapshot_after_the_change_and_one_statement_writes_all():
    ticket, other = a_ticket(), a_queue("Second level")
    settling.settle()
    statements: list[str] = []
    ticket.change(actor=SYSTEM, queue_id=other.id)
    ticket.record(Event.MOVED, actor=SYSTEM, old="Support", new="Second level")
    ticket.change(actor=SYSTEM, state_id=a_state("closed").id, priority_id=a_priority("5 very high").id, owner_id=an_agent("ben").id)
    ticket.record(Event.STATE_CHANGED, actor=SYSTEM, old="open", new="closed")
    ticket.store()

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
    settling.settle()
    sqlalchemy_event.remove(db.engine, "before_cursor_execute", note)
    assert [statement.partition(" (")[0] for statement in statements if "history_entry" in statement] == ["INSERT INTO history_entry"]
    moved, closed = db.session.query(HistoryEntry).order_by(HistoryEntry.position)
    assert (moved.position, moved.queue_id, moved.state_id, moved.actor) == (1, other.id, a_state().id, "system")
    assert (closed.position, closed.queue_id, closed.state_id) == (2, other.id, a_state("closed").id)
    assert (closed.priority_id, closed.owner_id, closed.type_id) == (a_priority("5 very high").id, an_agent("ben").id, None)
    assert (ticket.history_length, ticket.history_head) == (2, closed.hash)


@pytest.mark.usefixtures("work")
def test_what_reacts_to_an_event_leaves_with_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(history, "_reactions", [])
    monkeypatch.setitem(reactions.REACTIONS, Event.MOVED, (jobs.note_tick,))
    reactions_are(reactions.react)
    ticket = a_ticket()
    ticket.record(Event.TITLE_CHANGED, actor=SYSTEM)
    ticket.record(Event.MOVED, actor=SYSTEM)
    with brought_about_by("signal:7", 3):
        ticket.record(Event.MOVED, actor=SYSTEM)
    with pytest.raises(ZeroDivisionError), settling.undoable():
        ticket.record(Event.MOVED, actor=SYSTEM)
        raise ZeroDivisionError
    settling.settle()
    found = db.session.query(Message).order_by(Message.hops)
    assert [(each.job, each.arguments, each.job_queue, each.cause, each.hops) for each in found] == [
        ("tests.workers.jobs.note_tick", [ticket.id, 2], jobs.note_tick.job_queue, f"history:{ticket.id}/2", 1),
        ("tests.workers.jobs.note_tick", [ticket.id, 3], jobs.note_tick.job_queue, "signal:7", 4),
    ]
    assert ticket.history_length == 3
