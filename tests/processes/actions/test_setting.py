"""The actions that change one ticket, with the values of OTRS's modules: each does nothing the second time."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.actors import SYSTEM, process_actor
from desk.dynamic_fields import DynamicField
from desk.state_types import StateType
from desk.switches import Switch, turn
from foundation.clock import moved_to
from foundation.errors import Forbidden, HouseError, Refused
from processes.actions import Outcome
from processes.tickets.record import Lock
from tests.desk import people
from tests.desk.words import a_group, a_queue, a_service, an_sla
from tests.processes.actions.acting import NOW, a_process, act, circumstances, nothing_changes, told
from tests.processes.ticket_factories import a_ticket, a_worker

pytestmark = pytest.mark.usefixtures("desk_work")


@pytest.fixture(autouse=True)
def _process(desk_work: None) -> None:
    a_process()


def twice(ticket, name, **params):
    """Run it twice; the second time changes nothing."""
    assert act(ticket, name, **params) is Outcome.DONE
    with nothing_changes(ticket):
        assert act(ticket, name, **params) is Outcome.DONE


def test_words_of_the_ticket_are_set_by_name():
    ticket = a_ticket()
    for attribute, value in (("priority", "5 very high"), ("state", "open"), ("title", "A new title")):
        twice(ticket, f"ticket-{attribute}-set", **{attribute: value})
    assert (ticket.words.priority, ticket.words.state, ticket.title) == ("5 very high", "open", "A new title")
    assert told(ticket)[1:] == ["ticket.priority-changed", "ticket.state-changed", "ticket.title-changed"]
    assert ticket.changed_by == "process:handling"


def test_a_queue_releases_the_lock_unless_it_is_kept():
    ticket = a_ticket(lock=Lock.LOCKED)
    twice(ticket, "ticket-queue-set", queue="Misc")
    assert (ticket.words.queue, ticket.lock_state) == ("Misc", Lock.UNLOCKED)
    act(ticket, "ticket-lock-set", lock="lock")
    twice(ticket, "ticket-queue-set", queue="Junk", keep_lock="true")
    assert (ticket.words.queue, ticket.lock_state) == ("Junk", Lock.LOCKED)
    assert told(ticket)[1:] == ["ticket.moved", "ticket.unlocked", "ticket.locked", "ticket.moved"]


def test_a_queue_it_lies_in_already_leaves_the_lock():
    ticket = a_ticket(lock=Lock.LOCKED)
    with nothing_changes(ticket):
        act(ticket, "ticket-queue-set", queue=ticket.words.queue)


def test_locks_are_the_three_words():
    ticket = a_ticket()
    for word in ("lock", "tmp_lock", "unlock"):
        twice(ticket, "ticket-lock-set", lock=word)
        assert ticket.lock_state.value == word


def test_owner_and_responsible_are_agents_of_the_queue():
    turn(Switch.RESPONSIBLE, value=True, actor=SYSTEM)
    ticket, anna = a_ticket(), a_worker("anna")
    people.agent("bert")
    twice(ticket, "ticket-owner-set", owner="Anna")
    assert (ticket.owner_id, ticket.words.responsible) == (anna.id, "anna")
    twice(ticket, "ticket-responsible-set", responsible="bert")
    assert ticket.words.responsible == "bert"
    with nothing_changes(ticket), pytest.raises(Refused, match="neither 'owner' nor 'rw'"):
        act(ticket, "ticket-owner-set", owner="bert")


def test_what_needs_its_feature_fails_without_it():
    a_service("Mail")
    an_sla("Gold")
    people.agent("bert")
    for name, value in (("type", "Unclassified"), ("responsible", "bert"), ("service", "Mail"), ("sla", "Gold")):
        with pytest.raises(Refused, match="an administrator can turn the switch"):
            act(a_ticket(), f"ticket-{name}-set", **{name: value})


def test_a_service_needs_a_customer_user_it_is_for_and_an_sla_the_service():
    turn(Switch.SERVICES, value=True, actor=SYSTEM)
    mail, gold = a_service("Mail", for_all=True), an_sla("Gold")
    gold.change(services=[mail], actor=SYSTEM)
    ticket = a_ticket()
    with pytest.raises(Refused, match="customer user"):
        act(ticket, "ticket-service-set", service="Mail")
    with pytest.raises(Refused, match="service first"):
        act(ticket, "ticket-sla-set", sla="Gold")
    act(ticket, "ticket-customer-set", customer_user=people.customer_user(of=people.customer()).login)
    twice(ticket, "ticket-service-set", service="Mail")
    twice(ticket, "ticket-sla-set", sla="Gold")
    assert (ticket.words.service, ticket.words.sla) == ("Mail", "Gold")
    twice(ticket, "ticket-service-set", service="")
    assert (ticket.words.service, ticket.words.sla) == (None, None)


def test_customer_and_customer_user_are_each_set_where_they_differ():
    acme, ticket = people.customer("ACME"), a_ticket()
    carla = people.customer_user("carla", of=people.customer("OTHER"))
    twice(ticket, "ticket-customer-set", customer="ACME")
    assert (ticket.customer_id, ticket.customer_user_id) == (acme.id, None)
    twice(ticket, "ticket-customer-set", customer="ACME", customer_user="carla")
    assert (ticket.customer_id, ticket.customer_user_id) == (acme.id, carla.id)
    twice(ticket, "ticket-customer-set", customer_user="somebody@elsewhere.example")
    assert ticket.words.customer_user == "somebody@elsewhere.example"
    assert told(ticket)[1:] == ["ticket.customer-changed"] * 3


PENDING = [
    ("PT1H", NOW + timedelta(hours=1)),
    ("P1D", NOW + timedelta(days=1)),
    ("PT8H working", datetime(2026, 1, 5, 17, tzinfo=UTC)),
    ("2026-02-03T10:00", datetime(2026, 2, 3, 10, tzinfo=UTC)),
    ("leave_from", datetime(2026, 3, 1, 8, tzinfo=UTC)),
    (datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 2, 8, tzinfo=UTC)),
    (timedelta(minutes=-5), NOW - timedelta(minutes=5)),
]


def test_a_pending_time_is_a_timer_text_counted_from_the_step():
    within = circumstances(values={"leave_from": datetime(2026, 3, 1, 8, tzinfo=UTC)})
    with moved_to(NOW):
        for text, until in PENDING:
            ticket = a_ticket()
            act(ticket, "ticket-state-set", state="pending reminder", pending=text, within=within)
            assert (ticket.state_type, ticket.pending_until) == (StateType.PENDING_REMINDER, until), text
        assert told(ticket)[1:] == ["ticket.state-changed", "ticket.pending-time-set"]


def test_without_a_pending_time_a_day_is_usual_and_other_states_have_none():
    with moved_to(NOW):
        ticket = a_ticket()
        act(ticket, "ticket-state-set", state="open", pending="PT1H")
        assert ticket.pending_until is None
        act(ticket, "ticket-state-set", state="pending auto close+")
        assert ticket.pending_until == NOW + timedelta(days=1)
        with nothing_changes(ticket), pytest.raises(HouseError, match="'leave_from' has no value yet"):
            act(ticket, "ticket-state-set", state="pending reminder", pending="leave_from")


def test_a_closed_state_unlocks():
    ticket = a_ticket(lock=Lock.LOCKED)
    act(ticket, "ticket-state-set", state="closed successful")
    assert (ticket.is_closed, ticket.is_locked) == (True, False)


def test_fields_are_set_emptied_and_split_at_commas():
    for name, kind in (("amount", "decimal"), ("parts", "multiselect"), ("reserved", "checkbox")):
        options = {"values": {"lamp": "Lamp", "bulb": "Bulb", "wire": "Wire"}} if kind == "multiselect" else {}
        DynamicField.create(name=name, label=name, kind=kind, config=options, actor=SYSTEM)
    ticket = a_ticket()
    twice(ticket, "field-set", field="amount", value="2.5")
    twice(ticket, "field-set", field="parts", value="wire, lamp")
    twice(ticket, "field-set", field="reserved", value=True)
    assert ticket.field_values == {"amount": ticket.fields["amount"].value, "parts": ["lamp", "wire"], "reserved": True}
    twice(ticket, "field-set", field="parts")
    assert ticket.field_value("parts") is None
    for wrong in ({"field": "amount", "value": "much"}, {"field": "parts", "value": "lamp, glue"}, {"field": "amuont", "value": "1"}):
        with nothing_changes(ticket), pytest.raises(HouseError):
            act(ticket, "field-set", **wrong)


def test_a_process_of_a_group_acts_in_the_queues_of_that_group():
    crew = people.group("crew")
    a_process("theirs", owner=crew)
    within = circumstances(actor=process_actor("theirs"), process_id="theirs")
    ticket = a_ticket(queue=a_queue("Crew", group=crew))
    act(ticket, "ticket-title-set", title="Ours", within=within)
    foreign = a_ticket(queue=a_queue("Support", group=a_group()))
    with nothing_changes(foreign), pytest.raises(Forbidden, match="its group does not have it"):
        act(foreign, "ticket-title-set", title="Theirs", within=within)
