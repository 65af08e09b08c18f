"""The step track of tickets: what was passed, where it is, what is sure to come; translated, and for many at the same cost."""

from datetime import timedelta

import pytest

from desk.actors import SYSTEM
from foundation.clock import moved_to, now
from foundation.db import db
from processes import runner, settling
from processes.activities import IS_OPEN, Activity
from processes.telling.step_tracks import StepTrack, in_order, step_tracks
from processes.tickets.ticket import Ticket
from tests.desk.words import a_queue
from tests.processes.bpmn_text import event, flows, node, process
from tests.processes.models import deployed
from tests.processes.ticket_factories import a_ticket, statements

pytestmark = pytest.mark.usefixtures("desk_work")


def track(ticket: Ticket, language: str = "en") -> StepTrack:
    settling.settle()
    return step_tracks([ticket], language=language)[ticket.id]


def test_what_came_between_two_of_the_same_name_was_in_vain():
    names = {"a": "Sent", "b": "Looked at", "b2": "Looked at", "c": "Your turn"}
    assert in_order(["a", "b", "c"], names) == ["Sent", "Looked at", "Your turn"]
    assert in_order(["a", "flow", "b", "c", "b2"], names) == ["Sent", "Looked at"]


@pytest.fixture
def tracked() -> Ticket:
    """A ticket at the first activity of a process with milestones."""
    model = process(
        "tracked",
        node("startEvent", "start", lz_milestone="Sent"),
        node("userTask", "look", lz_milestone="With us", lz_publicName="We look at it", lz_due="P2D"),
        node("userTask", "sign"),
        node("intermediateCatchEvent", "rest", event("timer", "P3D"), lz_milestone="Resting"),
        node("endEvent", "over", lz_milestone="Done"),
        flows("start > look > sign > rest > over"),
    )
    return runner.open_ticket(queue=a_queue("Support"), title="A case", actor=SYSTEM, process_id=deployed(model).definition.process_id)


def test_it_follows_the_ticket(tracked):
    ticket, steps = tracked, ("Sent", "With us", "Resting", "Done")
    found = track(ticket)
    assert (found.steps, found.current, found.says) == (steps, 2, "We look at it")
    assert found.due_at is not None
    assert timedelta(days=1) < found.due_at - now() <= timedelta(days=2)
    with moved_to(now() + timedelta(days=3)):
        assert track(ticket).due_at is None, "what is late already is no date to promise"
    runner.complete(activity_of(ticket), actor=SYSTEM)
    assert (track(ticket).current, track(ticket).says, track(ticket).due_at) == (2, "", None)
    runner.complete(activity_of(ticket), actor=SYSTEM)
    resting = track(ticket)
    assert resting.current == 3
    assert resting.due_at is not None
    ticket.close(actor=SYSTEM)
    over = track(ticket)
    assert (over.steps, over.current, over.is_over, over.is_broken_off) == (("Sent", "With us", "Resting"), 4, True, True)
    assert (found.is_over, found.is_broken_off) == (False, False)


def test_an_open_ticket_without_a_process_is_not_told_to_be_closed(tracked):
    runner.cancel(tracked, actor=SYSTEM, reason="It was the wrong one.")
    found = track(tracked)
    assert (found.steps, found.is_over, found.is_broken_off) == (("Sent", "With us"), True, False)


def activity_of(ticket: Ticket) -> int:
    return int(db.session.query(Activity.id).filter(Activity.ticket_id == ticket.id, IS_OPEN).scalar())


def test_processes_without_milestones_and_tickets_without_a_process_have_none():
    silent = deployed(process("silent", node("startEvent", "start"), node("userTask", "work"), flows("start > work")))
    ticket = runner.open_ticket(queue=a_queue("Support"), title="A case", actor=SYSTEM, process_id=silent.definition.process_id)
    assert step_tracks([ticket, a_ticket()], language="en") == {}
    assert step_tracks([], language="en") == {}


def test_many_cost_no_more_than_one_and_are_told_in_german():
    tickets = [
        runner.open_ticket(queue=a_queue("Support"), title=f"Request {number}", actor=SYSTEM, process_id="request") for number in range(4)
    ]
    assert track(tickets[0], "de").steps == ("Eingegangen", "In Arbeit", "Geschlossen")
    with statements() as one:
        step_tracks(tickets[:1], language="de")
    with statements() as many:
        assert len(step_tracks(tickets, language="de")) == 4
    assert len(many) == len(one) == 3
