"""The fields of a ticket: what models see of them, what it costs, and what history tells."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, select

from desk.actors import SYSTEM, process_actor
from desk.dynamic_fields import DynamicField
from desk.field_values import values_of
from foundation.db import db
from foundation.errors import Forbidden, NotFound, Refused
from processes import history, settling
from processes.events import Event
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_queue
from tests.processes.tickets import a_ticket, an_agent, told

pytestmark = pytest.mark.usefixtures("process", "work")


def a_field(name: str, kind: str = "text", **config: Any) -> DynamicField:
    return DynamicField.create(name=name, label=name.title(), kind=kind, config=config, actor=SYSTEM)


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is sent to the database inside the block."""
    sent: list[str] = []
    listen = lambda *arguments: sent.append(arguments[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)


def test_a_model_sees_values_typed_and_fields_without_value_as_empty():
    anna = an_agent("anna")
    for name, kind in (("room", "text"), ("cost", "decimal"), ("due", "date"), ("approver", "agent"), ("other", "ticket-reference")):
        a_field(name, kind)
    a_field("colours", "multiselect", values=[["r", "Red"], ["g", "Green"]])
    DynamicField.create(name="floor", label="Floor", kind="text", belongs_to="article", actor=SYSTEM)
    other, ticket = a_ticket(), a_ticket()
    given = {"cost": "1.50", "due": "2026-03-01", "approver": "anna", "other": other.number, "colours": ["g", "r"]}
    assert ticket.set_fields(given, actor=SYSTEM)
    seen = {
        "room": None,
        "cost": Decimal("1.50"),
        "due": date(2026, 3, 1),
        "approver": "anna",
        "other": other.number,
        "colours": ["r", "g"],
    }
    assert ticket.field_values == seen
    assert Ticket.for_update(ticket.id).field_values == seen
    assert values_of("ticket", [ticket.id])[ticket.id]["approver"] == anna.id
    assert ticket.knows_field("room")
    assert not ticket.knows_field("floor")


def test_setting_one_field_anew_takes_a_statement_to_read_and_one_to_write():
    a_field("room")
    a_field("floor")
    ticket = a_ticket()
    ticket.set_fields({"room": "12"}, actor=SYSTEM)
    settling.settle()
    ticket = Ticket.for_update(ticket.id)
    with statements() as sent:
        assert ticket.field_values == {"room": "12", "floor": None}
        assert ticket.set_fields({"room": "13"}, actor=SYSTEM)
        assert ticket.fitting_field("floor", " 3 ") == "3"
    assert [text.split()[0] for text in sent] == ["SELECT", "UPDATE"]
    with statements() as sent:
        assert ticket.set_fields({"room": "13", "floor": ""}, actor=SYSTEM) is False
    assert sent == []


def test_history_tells_each_field_as_people_read_it():
    a_field("room", "dropdown", values=[["r1", "Room 1"], ["r2", "Room 2"]])
    a_field("floor")
    ticket = a_ticket()
    ticket.set_fields({"room": "r1", "floor": "3"}, actor=SYSTEM)
    ticket.set_fields({"room": "r2", "floor": None}, actor=SYSTEM)
    assert settling.changes()[ticket.id].names == {"room", "floor"}
    assert told(ticket) == [
        (Event.FIELD_CHANGED, {"field": "room", "old": None, "new": "Room 1"}),
        (Event.FIELD_CHANGED, {"field": "floor", "old": None, "new": "3"}),
        (Event.FIELD_CHANGED, {"field": "room", "old": "Room 1", "new": "Room 2"}),
        (Event.FIELD_CHANGED, {"field": "floor", "old": "3", "new": None}),
    ]
    assert ticket.version == 3


def test_refuses_by_field_and_writes_nothing():
    a_field("room", max_length=3)
    a_field("old").change(validity="invalid", actor=SYSTEM)
    ticket = a_ticket()
    with pytest.raises(Refused) as refusal:
        ticket.set_fields({"room": "1234", "old": "x", "nothing": "x"}, actor=SYSTEM)
    assert refusal.value.problems == {
        "room": "It has 4 characters; at most 3 fit.",
        "old": "There is no such field here, or it is not valid.",
        "nothing": "There is no such field here, or it is not valid.",
    }
    with pytest.raises(Refused, match="room: It has 4 characters"):
        ticket.fitting_field("room", "1234")
    assert values_of("ticket", [ticket.id]) == {ticket.id: {}}
    assert not history.waiting()


def test_fields_are_set_by_those_with_rw_and_by_processes_of_the_group():
    a_field("room")
    anna, bert, queue = people.agent("anna"), people.agent("bert"), a_queue("Support", group=people.group())
    people.grant(anna, queue.group, "ro", "note")
    ticket = a_ticket(queue=queue)
    with pytest.raises(Forbidden, match="'rw'"):
        ticket.set_fields({"room": "1"}, actor=anna.actor)
    with pytest.raises(NotFound):
        ticket.set_fields({"room": "1"}, actor=bert.actor)
    with pytest.raises(Forbidden):
        ticket.set_fields({"room": "1"}, actor=process_actor("unknown"))
    assert db.session.scalar(select(Ticket.version).where(Ticket.id == ticket.id)) == 1
    people.grant(anna, queue.group, "rw")
    assert ticket.set_fields({"room": "1"}, actor=anna.actor)


def test_what_was_undone_is_read_anew():
    a_field("room")
    ticket = a_ticket()
    ticket.set_fields({"room": "1"}, actor=SYSTEM)
    with pytest.raises(RuntimeError), settling.undoable():
        ticket.set_fields({"room": "2"}, actor=SYSTEM)
        raise RuntimeError
    assert ticket.field_values == {"room": "1"}
