"""Attributes as models read and write them: by name, through the verbs."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bpm import catalogue
from desk.actors import SYSTEM
from desk.queues import Queue
from desk.switches import Switch, turn
from desk.ticket_types import TicketType
from foundation.clock import moved_to
from foundation.errors import Forbidden, NotFound, Refused
from processes import settling
from processes.tickets.attributes import ATTRIBUTES, READABLE
from tests.desk import people
from tests.desk.words import a_queue, a_service, an_sla
from tests.processes.ticket_factories import a_ticket, a_worker, statements

MONDAY = datetime(2026, 1, 5, 12, tzinfo=UTC)


def test_they_are_those_of_the_catalogue():
    assert tuple(ATTRIBUTES) == catalogue.ATTRIBUTES
    assert set(READABLE) == catalogue.READABLE


@pytest.fixture
def furnished(desk_work: None) -> None:
    """A house in which every attribute can have a value: each feature is on, and there are carla, anna, Gold and Mail."""
    for switch in (Switch.TICKET_TYPES, Switch.SERVICES, Switch.RESPONSIBLE):
        turn(switch, True, actor=SYSTEM)
    people.customer_user("carla", of=people.customer("ACME"))
    a_worker("anna")
    an_sla("Gold", services=[a_service("Mail", for_all=True)])
    a_queue("Second level")
    TicketType.create(name="Incident", actor=SYSTEM)


WRITTEN: dict[str, tuple[Any, Any]] = {  # what is written, and what is read then
    "title": (" Two\nlines ", "Two lines"),
    "queue": ("Second level", "Second level"),
    "state": ("open", "open"),
    "priority": ("4 high", "4 high"),
    "type": ("Incident", "Incident"),
    "service": ("Mail", "Mail"),
    "sla": ("Gold", "Gold"),
    "owner": ("ANNA", "anna"),
    "responsible": ("anna", "anna"),
    "lock": ("tmp_lock", "tmp_lock"),
    "pending_until": ("2026-03-01T09:00+01:00", datetime(2026, 3, 1, 8, tzinfo=UTC)),
    "customer": ("ACME", "ACME"),
}


@pytest.mark.usefixtures("process", "furnished")
def test_each_fits_is_written_and_read_again():
    ticket = a_ticket(customer_user="carla", customer="else")
    assert ATTRIBUTES.keys() == WRITTEN.keys()
    for name, (value, becomes) in WRITTEN.items():
        attribute = ATTRIBUTES[name]
        assert attribute.fitting(ticket, value) == becomes, name
        attribute.write(ticket, value, actor=SYSTEM)
        assert attribute.read(ticket) == becomes, name
        assert name in settling.changes()[ticket.id].to_step
        with statements() as sent:
            attribute.write(ticket, becomes, actor=SYSTEM)
            assert attribute.fitting(ticket, becomes) == becomes
        assert sent == [], name


@pytest.mark.usefixtures("process", "furnished")
def test_a_name_is_looked_up_once_per_unit_of_work():
    first, second = a_ticket(), a_ticket()
    ATTRIBUTES["priority"].write(first, "4 high", actor=SYSTEM)
    with statements() as sent:
        ATTRIBUTES["priority"].fitting(second, "4 high")
        ATTRIBUTES["priority"].write(second, "4 high", actor=SYSTEM)
    assert sent == []


@pytest.mark.usefixtures("process", "furnished")
def test_empty_values_take_away_what_can_be_without():
    ticket = a_ticket(customer_user="carla", type=TicketType.named("Incident"), title="Printer")
    for name in ("service", "sla"):
        ATTRIBUTES[name].write(ticket, WRITTEN[name][0], actor=SYSTEM)
    with moved_to(MONDAY):
        ATTRIBUTES["pending_until"].write(ticket, MONDAY, actor=SYSTEM)
    for name, empty in (("type", None), ("sla", ""), ("service", None), ("pending_until", ""), ("customer", None)):
        ATTRIBUTES[name].write(ticket, empty, actor=SYSTEM)
        assert ATTRIBUTES[name].read(ticket) is None, name
    for name in ("owner", "responsible"):
        ATTRIBUTES[name].write(ticket, "anna", actor=SYSTEM)
        ATTRIBUTES[name].write(ticket, None, actor=SYSTEM)
        assert ATTRIBUTES[name].read(ticket) == "root@localhost"
    ATTRIBUTES["title"].write(ticket, "", actor=SYSTEM)
    assert ticket.title == "Printer"
    for name in ("queue", "state", "priority"):
        with pytest.raises(Refused, match=f"A ticket always has a {name}; choose one"):
            ATTRIBUTES[name].fitting(ticket, None)


@pytest.mark.usefixtures("process", "furnished")
@pytest.mark.parametrize(
    "name, value, told",
    [
        ("queue", "suport", "queue: There is no queue 'suport'. Did you mean 'Support'?"),
        ("queue", "Second levle", "queue: There is no queue 'Second levle'. Did you mean 'Second level'?"),
        ("state", "zzz", "state: There is no state 'zzz'. Choose one that exists."),
        ("priority", "3 normaal", "priority: There is no priority '3 normaal'. Did you mean '3 normal'?"),
        ("type", "Incidnt", "type: There is no ticket type 'Incidnt'. Did you mean 'Incident'?"),
        ("service", "Mial", "service: There is no service 'Mial'. Did you mean 'Mail'?"),
        ("sla", "Gild", "sla: There is no SLA 'Gild'. Did you mean 'Gold'?"),
        ("owner", "ana", "owner: There is no agent 'ana'. Did you mean 'anna'?"),
        ("lock", "locked", "lock: There is no lock 'locked'. Did you mean 'unlock' or 'lock' or 'tmp_lock'?"),
        ("pending_until", "soon", "pending_until: 'soon' is no moment; write it as 2026-12-31T17:00."),
        ("state", ["open"], "state: A text is needed, and ['open'] is none."),
        ("title", True, "title: A text is needed, and True is none."),
        ("title", "x" * 256, "title: It has 256 characters; at most 255 fit."),
    ],
)
def test_what_does_not_fit_is_answered_with_what_would(name: str, value: Any, told: str):
    ticket = a_ticket(queue="Support")
    for attempt in (ATTRIBUTES[name].fitting, lambda each, given: ATTRIBUTES[name].write(each, given, actor=SYSTEM)):
        with pytest.raises(Refused) as caught:
            attempt(ticket, value)
        assert str(caught.value) == told


@pytest.mark.usefixtures("process", "furnished")
@pytest.mark.parametrize(
    "value, moment",
    [
        (date(2026, 3, 1), datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        (datetime(2026, 3, 1, 9), datetime(2026, 3, 1, 9, tzinfo=UTC)),  # noqa: DTZ001 - meant in the zone of the house
    ],
)
def test_moments_without_a_zone_are_those_of_the_house(value: Any, moment: datetime):
    assert ATTRIBUTES["pending_until"].fitting(a_ticket(), value) == moment


@pytest.mark.usefixtures("process", "furnished")
def test_numbers_are_texts_where_texts_are_meant_and_an_invalid_name_does_not_fit():
    ticket = a_ticket()
    assert ATTRIBUTES["title"].fitting(ticket, Decimal("4.5")) == "4.5"
    Queue.named("Second level").change(actor=SYSTEM, validity="invalid")
    with pytest.raises(Refused, match="The queue 'Second level' is invalid"):
        ATTRIBUTES["queue"].fitting(ticket, "Second level")


@pytest.mark.usefixtures("process", "furnished")
def test_writing_asks_what_the_verb_asks():
    ticket, noter = a_ticket(), a_worker("noter", "note", "ro")
    for name, (value, _) in WRITTEN.items():
        with pytest.raises((Forbidden, NotFound)):
            ATTRIBUTES[name].write(ticket, value, actor=noter.actor)
        if name != "title":
            assert ATTRIBUTES[name].read(ticket) != value


@pytest.mark.usefixtures("process", "furnished")
def test_what_can_only_be_read():
    with moved_to(MONDAY):
        ticket = a_ticket(customer_user="carla", state="closed successful")
    assert {name: read(ticket) for name, read in READABLE.items()} == {
        "number": ticket.number,
        "state_type": "closed",
        "customer_user": "carla",
        "created": MONDAY,
        "changed": MONDAY,
        "closed": MONDAY,
        "escalation": None,
    }
