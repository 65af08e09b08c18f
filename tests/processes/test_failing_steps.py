"""Steps that fail where nobody expects it: what led to them stays, nothing is half done, and what waits behind them is not lost."""

import pytest
from sqlalchemy import select

from bpm.changes import standing
from desk.actors import SYSTEM
from desk.customer_users import CustomerUser
from desk.escalations import Sender
from desk.queues import Queue
from foundation.db import db
from foundation.errors import Refused
from processes import definitions, runner, settling
from processes.activities import IS_OPEN, Activity
from processes.incidents import OPEN, Incident, Resolution
from processes.messages import IncomingMessage, Subscription
from processes.running.answering import Input
from processes.running.loading import running_instance
from processes.tickets.new_articles import NewArticle
from processes.tickets.ticket import Ticket
from processes.timers import Timer
from tests.desk import people
from tests.desk.words import a_queue
from tests.processes.bpmn_text import action, event, flow, flows, node, ours, process
from tests.processes.models import as_file, deployed

pytestmark = pytest.mark.usefixtures("desk_work")
WHERE = '<lz:field name="where" type="text" label="Where"/>'
TO_WHERE = node("serviceTask", "carry", ours(action("ticket-queue-set", queue="{{ where }}")))


def begun(model: str, **wanted: object) -> Ticket:
    return runner.open_ticket(queue=Queue.default(), title="T", actor=SYSTEM, process_id=deployed(model).definition.process_id, **wanted)  # type: ignore[arg-type]


def names_of_open(ticket: Ticket) -> list[str]:
    return list(db.session.scalars(select(Activity.node_id).where(Activity.ticket_id == ticket.id, IS_OPEN).order_by(Activity.node_id)))


def activity_of(ticket: Ticket) -> int:
    return db.session.scalars(select(Activity.id).where(Activity.ticket_id == ticket.id, IS_OPEN)).one()


def incident_of(ticket: Ticket) -> Incident:
    return db.session.scalars(select(Incident).where(Incident.ticket_id == ticket.id, OPEN)).one()


def carla() -> CustomerUser:
    return people.customer_user("carla", of=people.customer())


def test_after_an_incident_other_steps_go_on_from_where_the_tokens_stood():
    model = process(
        "fork",
        node("startEvent", "start"),
        node("parallelGateway", "both"),
        node("intermediateCatchEvent", "changed", event("message", "ticket.changed")),
        TO_WHERE,
        node("intermediateCatchEvent", "urgent", event("condition", "priority == '5 very high'")),
        node("userTask", "hurry"),
        flows("start > both > changed > carry", "both > urgent > hurry"),
        declares=WHERE,
        messages=["ticket.changed"],
    )
    ticket = begun(model)
    ticket.set_title("Look", actor=SYSTEM)  # is told to the process, which cannot cope; then conditions are looked at
    settling.settle()
    assert incident_of(ticket).element == "carry"
    db.session.expire_all()
    db.session.info.clear()
    running = running_instance(Ticket.for_update(ticket.id))
    assert running is not None
    assert running.tokens is not None
    awaited = set(standing(running.tokens).waits)
    assert awaited == set(db.session.scalars(select(Subscription.token)))
    assert len(awaited) == 2


def test_the_words_of_a_customer_stay_where_the_process_may_not_work_any_more():
    crew = people.group("crew")
    model = process(
        "scribe",
        node("startEvent", "start"),
        node("intermediateCatchEvent", "reply", event("message", "customer.reply")),
        node("scriptTask", "note", "<bpmn:script>where = 'here'</bpmn:script>"),
        node("userTask", "work"),
        flows("start > reply > note > work"),
        declares=WHERE,
        messages=["customer.reply"],
    )
    version = definitions.deploy([("model.bpmn", as_file(model))], actor=SYSTEM, owner_group=crew)
    definitions.activate(version, actor=SYSTEM)
    customer = carla()
    ticket = runner.open_ticket(queue=a_queue("Crew", group=crew), title="T", actor=SYSTEM, process_id="scribe", customer_user=customer)
    ticket.move_to(a_queue("Elsewhere", group=people.group("others")), actor=SYSTEM)
    ticket.add_article(NewArticle("Re", "Here I am", sender=Sender.CUSTOMER, visible_to_customer=True), actor=customer.actor)
    found = incident_of(ticket)
    assert (found.element, found.verb) == ("note", "deliver")
    assert "may not work in the queue 'Elsewhere'" in found.message
    ticket.move_to(Queue.named("Crew"), actor=SYSTEM)
    assert runner.retry(found.id, actor=SYSTEM).incident is None
    assert (names_of_open(ticket), ticket.field_value("where")) == (["work"], "here")


def test_messages_wait_behind_one_that_failed():
    model = process(
        "carrier",
        node("startEvent", "start"),
        node("intermediateCatchEvent", "next", ours('<lz:in name="where" value="=name"/>'), event("message", "go")),
        TO_WHERE,
        flow("carry", "next"),
        flows("start > next > carry"),
        declares=WHERE,
        messages=["go"],
    )
    ticket = begun(model)
    assert [runner.deliver(ticket, "go", {"name": name}, actor=SYSTEM) for name in ("North", "South")] == [True, False]
    settling.settle()
    found = incident_of(ticket)
    assert (found.arguments["data"], found.attempts) == ({"name": "North"}, 1)
    a_queue("North")
    a_queue("South")
    runner.retry(found.id, actor=SYSTEM)
    assert (ticket.words.queue, found.resolution) == ("South", Resolution.RETRIED)
    assert list(db.session.scalars(select(IncomingMessage).where(IncomingMessage.taken_at.is_(None)))) == []


def test_all_messages_that_are_kept_find_who_waits_for_them():
    model = process(
        "pair",
        node("startEvent", "start"),
        node("userTask", "work"),
        node("parallelGateway", "both"),
        *(node("intermediateCatchEvent", f"wait_{name}", event("message", name)) for name in ("a", "b")),
        *(node("userTask", f"got_{name}") for name in ("a", "b")),
        flows("start > work > both > wait_a > got_a", "both > wait_b > got_b"),
        messages=["a", "b"],
    )
    ticket = begun(model)
    assert [runner.deliver(ticket, name, {}, actor=SYSTEM) for name in ("a", "b")] == [False, False]
    runner.complete(activity_of(ticket), actor=SYSTEM)
    assert names_of_open(ticket) == ["got_a", "got_b"]


def test_what_was_answered_last_is_made_again():
    dialog = '<lz:dialog id="tell" label="Tell" for="agent"><lz:show field="where" as="optional"/></lz:dialog>'
    model = process(
        "asker",
        node("startEvent", "start"),
        node("userTask", "ask", ours('<lz:offers dialog="tell"/>')),
        TO_WHERE,
        node("userTask", "there"),
        flows("start > ask > carry > there"),
        declares=WHERE + dialog,
    )
    ticket = begun(model)
    for name in ("Nowhere", "Somewhere"):
        runner.complete(activity_of(ticket), actor=SYSTEM, given=Input(answers={"where": name}))
    a_queue("Somewhere")
    runner.retry(incident_of(ticket).id, actor=SYSTEM)
    assert (ticket.words.queue, names_of_open(ticket)) == ("Somewhere", ["there"])


def test_a_date_that_is_none_is_an_incident_of_its_timer_and_stays():
    model = process(
        "waiter",
        node("startEvent", "start"),
        node("intermediateCatchEvent", "until", event("date", "where")),
        node("userTask", "work", lz_due="where"),
        flows("start > until > work"),
        declares=WHERE,
    )
    ticket = begun(model)
    ticket.set_fields({"where": "2026-12-24"}, actor=SYSTEM)
    settling.settle()
    assert db.session.scalar(select(Timer.due_at)) is not None
    ticket.set_fields({"where": "in the attic"}, actor=SYSTEM)
    settling.settle()
    found = incident_of(ticket)
    assert (found.element, ticket.field_value("where")) == ("until", "in the attic")
    assert "'in the attic'" in found.message
    assert db.session.scalar(select(Timer.due_at)) is None
    with pytest.raises(Refused, match="no action that could be skipped"):
        runner.retry(found.id, actor=SYSTEM, skip=True)
    ticket.set_fields({"where": "2026-12-24"}, actor=SYSTEM)
    settling.settle()
    assert found.resolution is Resolution.GONE
    assert db.session.scalar(select(Timer.due_at)) is not None


def test_without_a_dialog_people_change_only_what_they_may_change_anyway():
    permits = ours('<lz:may customer="ticket"/>')
    model = process(
        "plain",
        node("startEvent", "start"),
        node("userTask", "ask", permits),
        node("userTask", "work"),
        flows("start > ask > work"),
        declares=WHERE,
    )
    customer = carla()
    ticket = begun(model, customer_user=customer)
    for answers in ({"queue": "Junk"}, {"state": "closed successful"}, {"where": "here"}):
        with pytest.raises(Refused, match="needs the permission"):
            runner.complete(activity_of(ticket), actor=customer.actor, given=Input(answers=answers))
    runner.complete(activity_of(ticket), actor=customer.actor)
    assert (names_of_open(ticket), ticket.words.queue, ticket.words.state) == (["work"], "Raw", "new")
