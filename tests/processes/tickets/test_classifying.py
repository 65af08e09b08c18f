"""Type, service and SLA: each a feature, and each bound to the one before it."""

import pytest

from desk import services
from desk.actors import SYSTEM
from desk.customer_users import CustomerUser
from desk.switches import Switch, turn
from desk.ticket_types import TicketType
from foundation.errors import Forbidden, Refused
from processes.events import Event
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_queue, a_service, an_sla
from tests.processes.ticket_factories import a_ticket, a_worker
from tests.processes.tickets import told

pytestmark = pytest.mark.usefixtures("process", "desk_work")


def carla() -> CustomerUser:
    return people.customer_user("carla", of=people.customer("ACME"))


def test_types_are_a_feature():
    incident, ticket = TicketType.create(name="Incident", actor=SYSTEM), a_ticket()
    assert not ticket.set_type(None, actor=SYSTEM)
    with pytest.raises(Refused, match="Tickets have no types here; an administrator can turn the switch 'ticket_types' on"):
        ticket.set_type(incident, actor=SYSTEM)
    turn(Switch.TICKET_TYPES, True, actor=SYSTEM)
    assert ticket.set_type(incident, actor=SYSTEM)
    assert not ticket.set_type(incident, actor=SYSTEM)
    assert ticket.words.type == "Incident"
    assert ticket.set_type(None, actor=SYSTEM)
    assert told(ticket)[1:] == [
        (Event.TYPE_CHANGED, {"old": None, "new": "Incident"}),
        (Event.TYPE_CHANGED, {"old": "Incident", "new": None}),
    ]
    with pytest.raises(Forbidden):
        ticket.set_type(incident, actor=a_worker("noter", "note", "ro").actor)


def test_services_are_for_the_ticket_s_customer_user():
    everybodys, hers, others = a_service("Mail", for_all=True), a_service("Phone"), a_service("Safe")
    person = carla()
    services.assign(hers, person, actor=SYSTEM)
    ticket, strangers, nobodys = a_ticket(customer_user=person), a_ticket(customer_user="joe@else.example"), a_ticket()
    with pytest.raises(Refused, match="switch 'services' on"):
        ticket.set_service(hers, actor=SYSTEM)
    turn(Switch.SERVICES, True, actor=SYSTEM)
    for fitting in (everybodys, hers):
        assert ticket.set_service(fitting, actor=SYSTEM)
        assert not ticket.set_service(fitting, actor=SYSTEM)
    with pytest.raises(Refused, match="'Safe' is not for the customer user 'carla'"):
        ticket.set_service(others, actor=SYSTEM)
    for without in (strangers, nobodys):
        with pytest.raises(Refused, match="choose the ticket's customer user first"):
            without.set_service(everybodys, actor=SYSTEM)
    assert ticket.words.service == "Phone"


def test_a_service_below_an_invalid_one_is_not_usable():
    turn(Switch.SERVICES, True, actor=SYSTEM)
    below = a_service("Mail::Spam", for_all=True)
    a_service("Mail").change(actor=SYSTEM, validity="invalid")
    with pytest.raises(Refused, match="'Mail::Spam'"):
        a_ticket(customer_user=carla()).set_service(below, actor=SYSTEM)


def test_an_sla_belongs_to_the_service_and_goes_with_it():
    turn(Switch.SERVICES, True, actor=SYSTEM)
    mail, phone, both = a_service("Mail", for_all=True), a_service("Phone", for_all=True), a_service("Fax", for_all=True)
    gold = an_sla("Gold", services=[mail, both], solution_minutes=60)
    ticket = a_ticket(customer_user=carla(), queue=a_queue(update_minutes=5))
    with pytest.raises(Refused, match="choose the ticket's service first"):
        ticket.set_sla(gold, actor=SYSTEM)
    ticket.set_service(phone, actor=SYSTEM)
    with pytest.raises(Refused, match="'Gold' is not for the ticket's service"):
        ticket.set_sla(gold, actor=SYSTEM)
    ticket.set_service(mail, actor=SYSTEM)
    assert ticket.set_sla(gold, actor=SYSTEM)
    assert not ticket.set_sla(gold, actor=SYSTEM)
    gone_by = ticket.words
    assert (gone_by.sla, gone_by.promises) == ("Gold", 65)
    ticket.set_service(both, actor=SYSTEM)
    assert ticket.words.sla == "Gold"
    assert ticket.words == Ticket.for_update(ticket.id).words
    ticket.set_service(phone, actor=SYSTEM)
    assert ticket == Ticket.for_update(ticket.id)
    assert [ticket.words.sla, ticket.words.promises] == [None, 5]
    assert told(ticket)[-1] == (Event.SLA_CHANGED, {"old": "Gold", "new": None})
    again = a_ticket(customer_user="carla", service=mail, sla=gold)
    assert (again.words.service, again.words.sla) == ("Mail", "Gold")
    assert again.set_service(None, actor=SYSTEM)
    assert again.words.sla is None
