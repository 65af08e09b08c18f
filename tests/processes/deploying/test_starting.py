"""Who may start what, and what runs where."""

import pytest

from desk.actors import SYSTEM, Actor, process_actor
from desk.groups import QueuePermission
from desk.switches import Switch, turn
from foundation.db import db
from foundation.errors import Refused
from processes import definitions
from processes.activities import Activity
from processes.instances import Instance, InstanceState
from processes.messages import Subscription
from processes.timers import Timer
from processes.versions import VersionState
from tests.desk.people import agent, customer, customer_user, grant, group, role
from tests.desk.words import a_queue
from tests.processes.deploying.models import END, WORK, model
from tests.processes.ticket_factories import a_ticket

pytestmark = pytest.mark.usefixtures("desk_work")


def offering(process_id: str, *, may: str = "", queue: str = 'queue="Here"') -> bytes:
    """A process with a start dialog for agents and one for both."""
    ours = f'<lz:ticket {queue}/><lz:dialog id="inside" label="Inside"/><lz:dialog id="both" label="For both" for="agent customer"/>'
    offers = '<lz:offers dialog="inside"/><lz:offers dialog="both"/>'
    start = (
        f'<bpmn:startEvent id="start" name="Wanted"><bpmn:extensionElements>{offers}{may}</bpmn:extensionElements></bpmn:startEvent>'
        '<bpmn:sequenceFlow id="to_work" sourceRef="start" targetRef="work"/>'
    )
    return model(process_id=process_id, name=process_id.capitalize(), ours=ours, nodes=start + WORK + END)


def started(actor: Actor) -> dict[str, list[str]]:
    """What somebody may start besides the standard process: its dialogs by process."""
    return {each.process_id: [name for name, _ in each.dialogs] for each in definitions.startable_by(actor) if each.process_id != "request"}


def test_who_may_start_what():
    crew, others = group("crew"), group("others")
    a_queue("Here", group=crew), a_queue("There", group=others)
    anna, bert = agent("anna"), agent("bert")
    grant(anna, crew, QueuePermission.CREATE)
    grant(bert, others, QueuePermission.RW)
    role("Clerks", anna)
    carla = customer_user(of=customer())
    mays = {
        "all": "",
        "clerks": '<lz:may role="Clerks"/>',
        "others": '<lz:may group="others"/><lz:may agent="bert"/>',
        "anna": '<lz:may agent="anna"/><lz:may role="Clerks"/>',
        "customers": '<lz:may customer="ticket"/>',
    }
    for process_id, may in mays.items():
        definitions.activate(definitions.deploy([("m.bpmn", offering(process_id, may=may))], actor=SYSTEM), actor=SYSTEM)
    definitions.activate(definitions.deploy([("m.bpmn", offering("there", queue='queue="There"'))], actor=SYSTEM), actor=SYSTEM)
    definitions.activate(definitions.deploy([("m.bpmn", offering("anywhere", queue=""))], actor=SYSTEM), actor=SYSTEM)
    definitions.deploy([("m.bpmn", offering("only_deployed"))], actor=SYSTEM)

    inside, outside = ["inside", "both"], ["both"]
    assert started(anna.actor) == {"all": inside, "anna": inside, "anywhere": inside, "clerks": inside}
    assert started(bert.actor) == {"anywhere": inside, "there": inside}
    assert started(carla.actor) == {"all": outside, "anywhere": outside, "customers": outside, "there": outside}
    assert set(started(SYSTEM)) == {*mays, "there", "anywhere"}
    assert started(process_actor("all")) == {}
    version = definitions.active_version("clerks")
    assert [definitions.may_start(actor, version.id, "start") for actor in (anna.actor, bert.actor, carla.actor)] == [True, False, False]
    assert not definitions.may_start(anna.actor, version.id, "no such event")


def test_customer_groups_count_when_they_are_on():
    a_queue("Here", group=group("crew"))
    definitions.activate(definitions.deploy([("m.bpmn", offering("all"))], actor=SYSTEM), actor=SYSTEM)
    carla = customer_user(of=customer()).actor
    assert set(started(carla)) == {"all"}
    turn(Switch.CUSTOMER_GROUPS, value=True, actor=SYSTEM)
    assert started(carla) == {}


def test_a_house_begins_with_the_standard_process_to_be_taken_down_by_agents():
    anna = agent("anna")
    assert definitions.startable_by(anna.actor) == []
    grant(anna, a_queue("Raw").group, QueuePermission.CREATE)
    [found] = definitions.startable_by(anna.actor)
    told = (found.process_id, found.name, found.event, found.label, found.dialogs)
    assert told == ("request", "Request", "request_told", "Told by phone or in person", (("take_down", "Take down a request"),))


def test_what_runs_is_counted_by_version_and_by_element():
    first = definitions.active_version("request")
    second = definitions.deploy([("m.bpmn", model(process_id="request", name="Request"))], actor=SYSTEM)
    for version, standing in ((first, "running"), (first, "running"), (first, "ended"), (second, "running")):
        ticket = a_ticket()
        instance = Instance(ticket_id=ticket.id, version_id=version.id, standing=InstanceState(standing), started_by="system")
        db.session.add(instance)
        db.session.flush()
        at = {"ticket_id": ticket.id, "instance_id": instance.id}
        db.session.add_all(
            [
                Activity(**at, token=1, node_id="work", name="Work"),
                Activity(**at, token=2, node_id="work", name="Work", closed_at=ticket.created_at),
                Timer(**at, token=3, element="pending_time_over", text="PT1H"),
                Subscription(**at, token=4, element="reply_while_pending", type="intermediateCatchEvent", kind="message", name="reply"),
            ]
        )
    db.session.flush()
    [listed] = definitions.listed()
    told = [(version.number, version.state, version.running) for version in listed.versions]
    assert told == [(2, VersionState.DEPLOYED, 1), (1, VersionState.ACTIVE, 2)]
    assert listed.active == listed.versions[1]
    assert (listed.process_id, listed.name, listed.owner_group) == ("request", "Request", None)
    used = definitions.nodes_in_use(first.id)
    assert {element: (use.open, use.waiting) for element, use in used.items()} == {
        "work": (2, 0),
        "pending_time_over": (0, 2),
        "reply_while_pending": (0, 2),
    }
    with pytest.raises(Refused, match="2 tickets run on version 1"):
        definitions.retire(first, actor=SYSTEM)
