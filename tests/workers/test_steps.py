"""Jobs bring to processes what others began: each is one transaction, however often it is run, and chains come to an end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from desk.actors import SYSTEM
from desk.endpoints import Endpoint
from desk.master_data import Validity
from desk.queues import Queue
from foundation.clock import moved_to, now
from foundation.db import db
from foundation.outbound import Limits, Outbound
from foundation.outbox import Message
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from processes import chains, definitions, due, runner
from processes.activities import IS_OPEN, Activity
from processes.events import Event
from processes.history import HistoryEntry
from processes.incidents import OPEN, Incident
from processes.instances import Instance
from processes.messages import IncomingMessage
from processes.tickets.linking import LinkRole
from processes.tickets.ticket import Ticket
from processes.versions import StartTimer
from tests.desk.words import a_group, a_queue
from tests.foundation.servers import BadServer, plain, serving
from tests.processes import bpmn_text
from tests.processes.actions.models import process
from tests.processes.bpmn_text import event, flows, node
from tests.processes.models import deployed
from workers import run_message, steps, timed_events
from workers.outbox import take

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def run_all(most: int = 500) -> int:
    """Do what lies in the outbox until nothing is due; how many messages that were."""
    done = 0
    while due := in_unit_of_work(lambda: take(now())):
        for each in due:
            run_message(str(each.id), each.attempt)
        done += len(due)
        assert done <= most, "the outbox never gets empty"
    return done


def opened(process_id: str) -> int:
    with unit_of_work():
        return runner.open_ticket(queue=a_queue("Raw"), title="Lamps", actor=SYSTEM, process_id=process_id).id


def open_nodes(ticket_id: int) -> list[str]:
    with unit_of_work(reads_only=True):
        return list(db.session.scalars(select(Activity.node_id).where(Activity.ticket_id == ticket_id, IS_OPEN)))


def events(ticket_id: int) -> list[Event]:
    with unit_of_work(reads_only=True):
        return list(
            db.session.scalars(select(HistoryEntry.event).where(HistoryEntry.ticket_id == ticket_id).order_by(HistoryEntry.position))
        )


def incidents() -> list[tuple[int, str, str]]:
    with unit_of_work(reads_only=True):
        rows = db.session.scalars(select(Incident).where(OPEN).order_by(Incident.id))
        return [(row.ticket_id, row.element, row.message) for row in rows]


def a_line(process_id: str, *nodes: str, further: str = "") -> str:
    """A process whose nodes follow each other."""
    flows = [f'<bpmn:sequenceFlow id="f{i}" sourceRef="n{i}" targetRef="n{i + 1}"/>' for i in range(len(nodes) - 1)]
    placed = [node.replace("<bpmn:", "<bpmn:", 1).replace(" ", f' id="n{i}" ', 1) for i, node in enumerate(nodes)]
    return f'{further}<bpmn:process id="{process_id}" name="{process_id}" isExecutable="true">{"".join([*placed, *flows])}</bpmn:process>'


START, WORK, END = "<bpmn:startEvent />", '<bpmn:userTask name="Work"/>', "<bpmn:endEvent />"
ACTING = '<bpmn:serviceTask name="Act"><bpmn:extensionElements>{}</bpmn:extensionElements></bpmn:serviceTask>'
CLOSED_CHILD = '<bpmn:message id="closed" name="child.closed"/>'
CATCH_CLOSED = '<bpmn:intermediateCatchEvent name="Closed"><bpmn:messageEventDefinition messageRef="closed"/></bpmn:intermediateCatchEvent>'


# ------------------------------------------------------------------------------------------------ parents and children
def test_a_child_begins_by_itself_and_its_parent_goes_on_when_it_is_closed(seeded_house: Flask):
    params = '<lz:param name="title">Child</lz:param><lz:param name="link_as">Child</lz:param>'
    make = f'<lz:action name="ticket-create" wait="true">{params}</lz:action>'
    with unit_of_work():
        deployed(
            a_line(
                "parent", START, ACTING.format(make + '<lz:action name="children-wait"/>'), CATCH_CLOSED, WORK, END, further=CLOSED_CHILD
            )
        )
    parent_id = opened("parent")
    assert open_nodes(parent_id) == []
    run_all()
    with unit_of_work():
        child = Ticket.for_update(parent_id).links()[0]
        assert child.role is LinkRole.CHILD
        instance = db.session.scalars(select(Instance).where(Instance.ticket_id == child.ticket_id)).one()
        assert (instance.cause, instance.hops) == (Ticket.for_update(parent_id).number, 1)
    with unit_of_work():
        Ticket.for_update(child.ticket_id).close(actor=SYSTEM, cancel_activities=True)
    run_all()
    assert open_nodes(parent_id) == ["n3"]
    assert [each for each in events(parent_id) if each in {Event.ACTION_REPLIED, Event.MESSAGE_DELIVERED}] == [
        *(Event.ACTION_REPLIED, Event.ACTION_REPLIED, Event.MESSAGE_DELIVERED)
    ]
    assert incidents() == []


def test_a_start_is_made_once_and_for_a_ticket_that_is_there(seeded_house: Flask):
    with unit_of_work():
        deployed(a_line("plain", START, WORK, END))
    ticket_id = opened("plain")
    with unit_of_work():
        steps.start_process(ticket_id=ticket_id, process_id="plain")
        steps.start_process(ticket_id=999_999, process_id="plain")
        steps.deliver_message(ticket_id=999_999, name="x", data={})
        steps.reply(instance_id=999_999, token=1, data={})
        assert db.session.scalar(select(func.count()).select_from(Instance)) == 1


def test_a_child_whose_process_cannot_begin_is_an_incident_of_its_parent(seeded_house: Flask):
    params = '<lz:param name="title">Child</lz:param><lz:param name="process">kid</lz:param>'
    with unit_of_work():
        deployed(a_line("kid", START, WORK, END))
        deployed(a_line("parent", START, ACTING.format(f'<lz:action name="ticket-create" wait="true">{params}</lz:action>'), WORK, END))
    parent_id = opened("parent")
    with unit_of_work():
        kid = definitions.definition_of("kid")
        definitions.fade_away(kid, actor=SYSTEM)
    run_all()
    (found,) = incidents()
    assert (found[0], found[1]) == (parent_id, "n1")
    assert "'kid'" in found[2]
    with unit_of_work():
        child_id = db.session.scalars(select(Ticket.id).where(Ticket.title == "Child")).one()
        definitions.activate(definitions.versions_of(definitions.definition_of("kid"))[0], actor=SYSTEM)
        runner.retry(db.session.scalars(select(Incident.id)).one(), actor=SYSTEM)
    run_all()
    assert Event.NOTED in events(child_id)
    assert (open_nodes(child_id), open_nodes(parent_id)) == (["n1"], ["n2"])
    assert incidents() == []


def test_tickets_are_linked_with_both_held(seeded_house: Flask):
    with unit_of_work():
        deployed(process("ticket-link"))
    other_id = opened("request")
    with unit_of_work():
        Ticket.for_update(other_id).change(actor=SYSTEM, number="4711")
    ticket_id = opened("ticket_link")
    run_all()
    assert Event.LINKED in events(ticket_id)
    assert Event.LINKED in events(other_id)


# ------------------------------------------------------------------------------------------------ chains
PING = '<bpmn:message id="ball" name="ball"/>'
CATCH = '<bpmn:intermediateCatchEvent name="Catch"><bpmn:messageEventDefinition messageRef="ball"/></bpmn:intermediateCatchEvent>'


def test_messages_that_answer_each_other_are_stopped_and_the_chain_is_named(seeded_house: Flask):
    throw = '<lz:action name="process-message"><lz:param name="name">ball</lz:param><lz:param name="to">{}</lz:param></lz:action>'
    with unit_of_work():
        for process_id, to in (("father", "children"), ("son", "parent")):
            loop = '<bpmn:sequenceFlow id="again" sourceRef="n2" targetRef="n1"/></bpmn:process>'
            model = a_line(process_id, START, CATCH, ACTING.format(throw.format(to)), further=PING)
            deployed(model.replace("</bpmn:process>", loop))
    father_id, son_id = opened("father"), opened("son")
    with unit_of_work():
        father, son = Ticket.together(father_id, son_id)
        father.link(son, LinkRole.CHILD, actor=SYSTEM)
        runner.deliver(father, "ball", {}, actor=SYSTEM)
        first = father.number
    run_all()
    ((_, element, message),) = incidents()
    assert element == "n2"
    assert f"The chain that began with {first} was stopped: more than 50 messages and starts followed each other." in message
    balls = [each for ticket_id in (father_id, son_id) for each in events(ticket_id) if each is Event.MESSAGE_DELIVERED]
    assert len(balls) == chains.MOST_HOPS + 1  # the first one has no hops


def test_tickets_that_make_tickets_are_stopped(seeded_house: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(chains, "MOST_TICKETS", 5)
    make = '<lz:action name="ticket-create"><lz:param name="title">More</lz:param><lz:param name="process">more</lz:param></lz:action>'
    with unit_of_work():
        deployed(a_line("more", START, WORK, END))
        deployed(a_line("more", START, ACTING.format(make * 2), END))
    opened("more")
    run_all()
    told = incidents()
    assert told
    assert all("was stopped: it made more than 5 tickets within an hour" in message for _, _, message in told)
    with unit_of_work(reads_only=True):
        assert db.session.scalar(select(func.count()).select_from(Instance).where(Instance.hops > 0)) == 4  # two at a time


def test_a_message_too_many_is_an_incident_of_the_receiver(seeded_house: Flask):
    with unit_of_work():
        deployed(a_line("waits", START, CATCH, END, further=PING))
    ticket_id = opened("waits")
    with unit_of_work():
        steps.deliver_message(ticket_id=ticket_id, name="ball", data={}, cause="2026", hops=51)
    assert [(each[0], "began with 2026" in each[2]) for each in incidents()] == [(ticket_id, True)]


# ------------------------------------------------------------------------------------------------ signals
def test_a_signal_reaches_all_who_wait_and_all_who_begin_with_it(seeded_house: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(steps, "PAGE", 2)
    signal = '<bpmn:signal id="storm" name="storm"/>'
    definition = '<bpmn:signalEventDefinition signalRef="storm"/>'
    with unit_of_work():
        deployed(
            a_line(
                "hears", START, f'<bpmn:intermediateCatchEvent name="Hear">{definition}</bpmn:intermediateCatchEvent>', WORK, further=signal
            )
        )
        deployed(a_line("begins", f'<bpmn:startEvent name="Storm">{definition}</bpmn:startEvent>', WORK, further=signal))
        deployed(a_line("throws", START, f'<bpmn:endEvent name="Throw">{definition}</bpmn:endEvent>', further=signal))
    waiting = [opened("hears") for _ in range(5)]
    thrower = opened("throws")
    run_all()
    assert [open_nodes(ticket_id) for ticket_id in waiting] == [["n2"]] * 5
    with unit_of_work(reads_only=True):
        begun = db.session.scalars(select(Ticket).where(Ticket.id > thrower)).all()
        assert [ticket.title.startswith("begins - ") for ticket in begun] == [True]
        assert db.session.scalars(select(Instance.hops).where(Instance.ticket_id == begun[0].id)).all() == [1]
    with unit_of_work():
        steps.broadcast_signal(name="storm", data={}, cause="2026", hops=51, not_to=waiting[0])
    assert "began with 2026" in incidents()[0][2]


def test_a_storm_of_signals_is_stopped_before_it_grows(seeded_house: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(chains, "MOST_HEARD", 100)
    hear, throw = (node(tag, tag, event("signal", "storm")) for tag in ("intermediateCatchEvent", "intermediateThrowEvent"))
    echo = "intermediateCatchEvent > intermediateThrowEvent > intermediateCatchEvent"
    with unit_of_work():
        deployed(bpmn_text.process("echoes", node("startEvent", "start"), hear, throw, flows(f"start > {echo}"), signals=["storm"]))
    tickets = {opened("echoes") for _ in range(4)}
    with unit_of_work():
        steps.broadcast_signal(name="storm", data={}, cause="2026", hops=1)
    run_all()
    assert {ticket_id for ticket_id, *_ in incidents()} == tickets
    assert all("began with 2026" in message for *_, message in incidents())


@pytest.mark.parametrize(
    ("hops", "hearers", "reached"), [(1, 0, 1), (1, 1, 1), (1, 300, 26), (27, 300, 52), (2, 90_000, 49), (9, 100_000, 49), (10, 2, 14)]
)
def test_a_signal_counts_for_more_the_more_hear_it(hops: int, hearers: int, reached: int):
    assert chains.after_signal(hops, hearers) == reached


# ------------------------------------------------------------------------------------------------ reaching out
@dataclass
class Shop:
    """A server, and what it will answer."""

    server: BadServer
    answers: list[bytes]

    @property
    def requests(self) -> list[bytes]:
        return self.server.requests


@pytest.fixture
def shop(seeded_house: Flask) -> Iterator[Shop]:
    """A server behind the endpoint `shop`; it answers what lies in `answers`."""
    seeded_house.extensions["outbound"] = Outbound(
        allowed_networks=["127.0.0.0/8"], resolve=lambda *_: [ip_address("127.0.0.1")], limits=Limits(seconds=5)
    )
    answers: list[bytes] = []
    with serving(lambda _: iter([answers.pop(0)])) as server:
        with unit_of_work():
            Endpoint.create(name="shop", url=f"http://shop.example:{server.port}/", groups=[a_group()], actor=SYSTEM)
        yield Shop(server, answers)


def keys(shop: Shop) -> set[str]:
    """The keys under which requests came."""
    lines = [line for request in shop.requests for line in request.decode().split("\r\n")]
    return {line.partition(": ")[2] for line in lines if line.startswith("Idempotency-Key")}


def test_the_reply_goes_to_the_token_that_waits(shop: Shop):
    with unit_of_work():
        deployed(process("webhook", wait=True))
    ticket_id = opened("webhook")
    assert open_nodes(ticket_id) == []
    shop.answers += [plain(b"", "503 Service Unavailable"), plain(b'{"amount": 7, "order": "A7"}')]
    run_all()
    with moved_to(now() + timedelta(seconds=11)):
        run_all()
    assert open_nodes(ticket_id) == ["look"]
    with unit_of_work():
        assert Ticket.for_update(ticket_id).field_value("amount") == 7
    assert (len(shop.requests), len(keys(shop))) == (2, 1)
    assert events(ticket_id).count(Event.ACTION_REPLIED) == 1


@pytest.mark.parametrize("wait", [True, False], ids=["waiting", "not waiting"])
def test_what_is_refused_outside_is_an_incident_that_can_be_retried_or_skipped(shop: Shop, *, wait: bool):
    with unit_of_work():
        deployed(process("webhook", wait=wait))
    ticket_id = opened("webhook")
    shop.answers += [plain(b"", "404 Not Found"), plain(b"", "404 Not Found"), plain(b"{}")]
    run_all()
    ((_, element, message),) = incidents()
    assert (element, "answered with the status 404" in message) == ("act", True)
    assert open_nodes(ticket_id) == ([] if wait else ["look"])
    for left in (1, 0):
        with unit_of_work():
            runner.retry(db.session.scalars(select(Incident.id).where(OPEN)).one(), actor=SYSTEM)
        run_all()
        assert len(incidents()) == left
    assert (open_nodes(ticket_id), len(shop.requests), len(keys(shop))) == (["look"], 3, 1)


def test_an_incident_of_what_waits_can_be_skipped(shop: Shop):
    with unit_of_work():
        deployed(process("webhook", wait=True))
    ticket_id = opened("webhook")
    shop.answers += [plain(b"", "404 Not Found")]
    run_all()
    with unit_of_work():
        runner.retry(db.session.scalars(select(Incident.id).where(OPEN)).one(), actor=SYSTEM, skip=True)
    assert (open_nodes(ticket_id), incidents(), len(shop.requests)) == (["look"], [], 1)


def test_what_is_given_up_after_all_retries_ends_as_the_model_says(shop: Shop):
    with unit_of_work():
        deployed(process("webhook", wait=True))
        deployed(process("webhook", wait=True, on_error="continue").replace('id="webhook"', 'id="goes_on"', 1))
    stays, goes_on = opened("webhook"), opened("goes_on")
    shop.answers += [plain(b"", "500 Internal Server Error")] * 18
    later = now()
    for _ in range(9):
        with moved_to(later):
            run_all()
        later += timedelta(hours=3)
    assert len(shop.requests) == 18
    assert [each[0] for each in incidents()] == [stays]
    assert (open_nodes(stays), open_nodes(goes_on)) == ([], ["look"])
    with unit_of_work(reads_only=True):
        assert db.session.scalars(select(Message)).all() == []


# ------------------------------------------------------------------------------------------------ time
def timer_after(text: str, kind: str = "timeDuration") -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"


def test_due_timers_fire_once_each_and_a_bad_one_does_not_stop_the_others(seeded_house: Flask):
    catch = f'<bpmn:intermediateCatchEvent name="Wait">{timer_after("PT1H")}</bpmn:intermediateCatchEvent>'
    bad = '<lz:action name="ticket-queue-set"><lz:param name="queue">{{ title }}</lz:param></lz:action>'
    with unit_of_work():
        deployed(a_line("good", START, catch, WORK))
        deployed(a_line("bad", START, catch, ACTING.format(bad), WORK))
    with moved_to(NOW):
        tickets = [opened(process_id) for process_id in ("bad", "good", "good")]
        timed_events.fire_due_timers(key="")
        assert [open_nodes(ticket_id) for ticket_id in tickets] == [[], [], []]
    with moved_to(NOW + timedelta(hours=2)):
        for _ in range(2):
            timed_events.fire_due_timers(key="")
    assert [open_nodes(ticket_id) for ticket_id in tickets] == [[], ["n2"], ["n2"]]
    assert [(each[0], each[1]) for each in incidents()] == [(tickets[0], "n2")]
    assert [events(ticket_id).count(Event.TIMER_FIRED) for ticket_id in tickets] == [1, 1, 1]


def test_a_timer_whose_ticket_is_held_is_passed_over_and_much_is_shared(seeded_house: Flask, monkeypatch: pytest.MonkeyPatch):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    monkeypatch.setattr(timed_events, "MANY", 2)
    catch = f'<bpmn:intermediateCatchEvent name="Wait">{timer_after("PT1H")}</bpmn:intermediateCatchEvent>'
    with moved_to(NOW):
        with unit_of_work():
            deployed(a_line("good", START, catch, WORK))
        tickets = [opened("good") for _ in range(4)]
    with moved_to(NOW + timedelta(hours=1)):
        with db.engine.connect() as other:
            other.execute(text("SELECT id FROM ticket WHERE id = :id FOR UPDATE"), {"id": tickets[0]})
            timed_events.fire_due_timers(key="")
            assert [open_nodes(ticket_id) for ticket_id in tickets] == [[], ["n2"], ["n2"], ["n2"]]
        assert run_all() == 1, "another worker was asked to help"
    assert open_nodes(tickets[0]) == ["n2"]
    assert events(tickets[0]).count(Event.TIMER_FIRED) == 1


def test_a_process_begins_at_its_time_and_what_was_missed_is_one_ticket(seeded_house: Flask):
    start = f'<bpmn:startEvent name="Daily">{timer_after("R/P1D", "timeCycle")}</bpmn:startEvent>'
    hopeless = '<bpmn:extensionElements><lz:ticket title="{{ 1 / 0 }}"/></bpmn:extensionElements><bpmn:startEvent'
    with moved_to(NOW), unit_of_work():
        deployed(a_line("daily", start, WORK))
        deployed(a_line("hopeless", start, WORK).replace("<bpmn:startEvent", hopeless, 1))
    with moved_to(NOW):
        timed_events.begin_due_tickets(key="")
    before = tickets_of("daily")
    with moved_to(NOW + timedelta(days=10, hours=1)):
        for _ in range(2):
            timed_events.begin_due_tickets(key="")
    assert tickets_of("daily") == before + 1
    with unit_of_work(reads_only=True):
        dues = db.session.scalars(select(StartTimer.due_at)).all()
        assert all(due is not None and due > NOW + timedelta(days=10, hours=1) for due in dues)


def test_a_process_that_cannot_begin_says_why_until_it_can(seeded_house: Flask):
    start = f'<bpmn:startEvent name="Daily">{timer_after("R/P1D", "timeCycle")}</bpmn:startEvent>'
    titled = '<bpmn:extensionElements><lz:ticket title="T" queue="Nightly"/></bpmn:extensionElements><bpmn:startEvent'
    with moved_to(NOW), unit_of_work():
        nightly = a_queue("Nightly")
        deployed(a_line("daily", start, WORK).replace("<bpmn:startEvent", titled, 1))
        nightly.change(actor=SYSTEM, validity=Validity.INVALID)
    for days, is_valid in ((2, False), (3, True)):
        with moved_to(NOW + timedelta(days=days, hours=1)), unit_of_work():
            Queue.named("Nightly").change(actor=SYSTEM, validity=Validity.VALID if is_valid else Validity.INVALID)
        with moved_to(NOW + timedelta(days=days, hours=1)):
            timed_events.begin_due_tickets(key="")
        with unit_of_work(reads_only=True):
            told = [(each.version.definition.process_id, "Nightly" in each.problem) for each in due.failed_starts()]
            assert told == ([] if is_valid else [("daily", True)])


def tickets_of(title: str) -> int:
    with unit_of_work(reads_only=True):
        return db.session.scalar(select(func.count()).select_from(Ticket).where(Ticket.title.startswith(title))) or 0


def test_messages_nobody_took_expire(seeded_house: Flask):
    with unit_of_work():
        deployed(a_line("late", START, WORK, CATCH, END, further=PING))
    ticket_id = opened("late")
    with unit_of_work():
        steps.deliver_message(ticket_id=ticket_id, name="ball", data={})
    for days, left in ((29, 1), (31, 0)):
        with moved_to(now() + timedelta(days=days)), unit_of_work():
            timed_events.expire_messages()
            assert db.session.scalar(select(func.count()).select_from(IncomingMessage)) == left
