"""Where a ticket is in its process, the way it came, and the model it runs as a list and as a drawing."""

import pytest

from desk.actors import SYSTEM
from desk.queues import Queue
from foundation.errors import Forbidden, NotFound
from processes import definitions, runner, settling
from processes.activities import Activity
from processes.instances import InstanceState
from processes.running.answering import Input
from processes.telling.whereabouts import Visit, Wait, Whereabouts, whereabouts
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.processes.bpmn_text import event, flows, node, ours, process
from tests.processes.models import deployed
from tests.processes.test_runner import opened
from tests.processes.ticket_factories import a_ticket, a_worker

pytestmark = pytest.mark.usefixtures("desk_work")
DIALOG = '<lz:dialog id="say" label="Say" for="agent"><lz:article as="optional" channel="internal"/></lz:dialog>'
TWO_STEPS = process(
    "two_steps",
    node("startEvent", "start"),
    node("userTask", "one", ours('<lz:offers dialog="say"/>')),
    node("userTask", "two", ours('<lz:offers dialog="say"/>')),
    node("boundaryEvent", "late", event("timer", "P1D"), attachedToRef="two"),
    node("endEvent", "over"),
    flows("start > one > two > over", "late > over"),
    declares=DIALOG,
)


def begun() -> Ticket:
    version = deployed(TWO_STEPS)
    return runner.open_ticket(queue=Queue.default(), title="T", actor=SYSTEM, process_id=version.definition.process_id)


def done(ticket: Ticket, name: str, *, by: object) -> Activity:
    activity = opened(ticket, name)
    runner.complete(activity.id, actor=by, given=Input(dialog="say", answers={}))  # type: ignore[arg-type]
    settling.settle()
    return activity


def seen(ticket: Ticket) -> Whereabouts:
    found = whereabouts(ticket.id, actor=SYSTEM)
    assert found is not None
    return found


def test_where_a_ticket_is_and_the_way_it_came():
    anna, ticket = a_worker("anna"), begun()
    settling.settle()
    before = seen(ticket)
    assert (before.process_id, before.number, before.standing) == ("two_steps", 1, InstanceState.RUNNING)
    assert (before.open, before.waits, before.taken[:2]) == (["one"], [], ["start", "start-one"])
    first = done(ticket, "one", by=anna.actor)
    now = seen(ticket)
    assert now.open == ["two"]
    assert [(wait.node, wait.kind, wait.name) for wait in now.waits] == [("late", "timer", "P1D")]
    assert isinstance(now.waits[0], Wait)
    assert {"one", "one-two"} <= set(now.taken)
    assert now.visits["one"] == [Visit(at=first.closed_at, actor="agent:anna", by="completed")]  # type: ignore[arg-type]
    assert now.visits["start"][0].actor == "system"
    done(ticket, "two", by=anna.actor)
    over = seen(ticket)
    assert (over.open, over.waits, over.standing) == ([], [], InstanceState.ENDED)
    assert over.taken[-1] == "over"


def test_whom_it_is_told():
    ticket = begun()
    settling.settle()
    with pytest.raises(NotFound):
        whereabouts(ticket.id, actor=people.agent("stranger").actor)
    carla = people.customer_user(of=people.customer())
    hers = a_ticket(queue=Queue.default(), customer_user=carla)
    with pytest.raises(Forbidden):
        whereabouts(hers.id, actor=carla.actor)
    assert whereabouts(hers.id, actor=SYSTEM) is None, "no process ever ran for it"


def test_a_version_is_drawn_and_listed():
    ticket = begun()
    version_id = seen(ticket).version_id
    assert b'id="two_steps"' in definitions.diagram_of(version_id)
    assert definitions.diagram_of(version_id).count(b"BPMNShape ") >= 5, "it came without a drawing, and got one"
    outline = definitions.outline_of(version_id)
    assert [entry.id for entry in outline] == ["two_steps", "start", "one", "two", "late", "over"]
    assert outline[4].depth == outline[3].depth + 1
    for nothing in (definitions.diagram_of, definitions.outline_of):
        with pytest.raises(NotFound):
            nothing(10**9)
