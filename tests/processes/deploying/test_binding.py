"""The bind check: bad models, the element that is to blame, and the sentence."""

import pytest

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.master_data import Validity
from desk.queues import Queue
from desk.roles import Role
from foundation.errors import Refused
from processes import definitions
from tests.desk.people import agent, group, role
from tests.desk.words import a_service, an_sla
from tests.processes.deploying.models import END, START, WORK, action, chain, model, service_task

pytestmark = pytest.mark.usefixtures("desk_work")


def may(**who: str) -> str:
    said = " ".join(f'{kind}="{name}"' for kind, name in who.items())
    return chain(f'<bpmn:userTask id="work" name="Work"><bpmn:extensionElements><lz:may {said}/></bpmn:extensionElements></bpmn:userTask>')


def dialog(*shows: str, permission: str = "") -> str:
    asked = f' permission="{permission}"' if permission else ""
    return f'<lz:dialog id="form" label="The form"{asked}>{"".join(shows)}</lz:dialog>'


def acting(name: str, **params: str) -> str:
    return chain(service_task(action(name, **params)))


def branching(condition: str) -> str:
    """A gateway whose flow `chosen` has the condition."""
    return (
        '<bpmn:startEvent id="start"/><bpmn:sequenceFlow id="to_which" sourceRef="start" targetRef="which"/>'
        '<bpmn:exclusiveGateway id="which" default="other"/>'
        f'<bpmn:sequenceFlow id="chosen" sourceRef="which" targetRef="end"><bpmn:conditionExpression>{condition}</bpmn:conditionExpression>'
        f'</bpmn:sequenceFlow><bpmn:sequenceFlow id="other" sourceRef="which" targetRef="work"/>{WORK}{END}'
    )


def a_desk() -> None:
    """What the models below may name, and what they may not."""
    agent("anna")
    role("Desk")
    group("crew")
    a_service("Printing")
    an_sla("Gold")
    for kind, name, values in ((Agent, "gone", {"first_name": "G", "last_name": "G", "email": "g@example.com"}), (Role, "Former", {})):
        kind.create(actor=SYSTEM, **{kind.key: name}, **values).change(actor=SYSTEM, validity=Validity.INVALID)
    Queue.named("Junk").change(actor=SYSTEM, validity=Validity.INVALID)


LANE = (
    '<bpmn:laneSet id="lanes"><bpmn:lane id="desk" name="Desk"><bpmn:extensionElements><lz:may role="Dsk"/></bpmn:extensionElements>'
    "<bpmn:flowNodeRef>work</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
)
CAMUNDA = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
HEAR = '<bpmn:intermediateCatchEvent id="hear" name="Hear"><bpmn:signalEventDefinition signalRef="long"/></bpmn:intermediateCatchEvent>'
BAD = {
    "process: id": (model(process_id="p" * 201), "p" * 201, "Errand: Its id has 201 characters; at most 200 can be kept."),
    "signal: name": (
        model(roots=f'<bpmn:signal id="long" name="{"n" * 256}"/>', nodes=chain(HEAR)),
        "hear",
        "Hear: Its signal name has 256 characters; at most 255 can be kept.",
    ),
    "ticket": (model(ours='<lz:ticket queue="Rwa"/>'), "errand", "Errand: There is no queue 'Rwa'. Did you mean 'Raw'?"),
    "ticket: invalid": (
        model(ours='<lz:ticket queue="Junk"/>'),
        "errand",
        "Errand: The queue 'Junk' is invalid; choose a valid one.",
    ),
    "ticket: state": (model(ours='<lz:ticket state="New"/>'), "errand", "Errand: There is no state 'New'. Did you mean 'new'?"),
    "ticket: priority": (
        model(ours='<lz:ticket priority="normal"/>'),
        "errand",
        "Errand: There is no priority 'normal'. Did you mean '3 normal'?",
    ),
    "ticket: type": (
        model(ours='<lz:ticket type="unclassifed"/>'),
        "errand",
        "Errand: There is no ticket type 'unclassifed'. Did you mean 'Unclassified'?",
    ),
    "ticket: service": (
        model(ours='<lz:ticket service="Print"/>'),
        "errand",
        "Errand: There is no service 'Print'. Did you mean 'Printing'?",
    ),
    "hidden default": (
        model(ours=dialog('<lz:show field="state" as="hidden" default="opne"/>')),
        "form",
        "The form: There is no state 'opne'. Did you mean 'open'?",
    ),
    "default: sla": (
        model(ours=dialog('<lz:show field="sla" default="Silver"/>')),
        "form",
        "The form: There is no SLA 'Silver'. Choose one that exists.",
    ),
    "default: lock": (
        model(ours=dialog('<lz:show field="lock" default="locked"/>')),
        "form",
        "The form: There is no lock 'locked'. Did you mean 'lock'?",
    ),
    "default: owner": (
        model(ours=dialog('<lz:show field="owner" default="ana"/>')),
        "form",
        "The form: There is no agent 'ana'. Did you mean 'anna'?",
    ),
    "permission": (model(ours=dialog(permission="notes")), "form", "The form: There is no permission 'notes'. Did you mean 'note'?"),
    "may: group": (model(nodes=may(group="users2")), "work", "Work: There is no group 'users2'. Did you mean 'users'?"),
    "may: role": (model(nodes=may(role="Former")), "work", "Work: The role 'Former' is invalid; choose a valid one."),
    "may: agent": (model(nodes=may(agent="gone")), "work", "Work: The agent 'gone' is invalid; choose a valid one."),
    "lane": (
        model(nodes=LANE + START + WORK + END),
        "work",
        "Work: There is no role 'Dsk'. Did you mean 'Desk'?",
    ),
    "foreign: group": (
        model(ours="", nodes=chain(f'userTask id="work" {CAMUNDA} camunda:candidateGroups="clerks"')),
        "work",
        "There is no group 'clerks'. Choose one that exists.",
    ),
    "action": (
        model(nodes=acting("ticket-queue-set", queue="Mics")),
        "act",
        "Act: ticket-queue-set: queue: There is no queue 'Mics'",
    ),
    "action: state": (
        model(nodes=acting("ticket-state-set", state="done")),
        "act",
        "Act: ticket-state-set: state: There is no state 'done'",
    ),
    "action: field": (
        model(nodes=acting("field-set", field="amount", value="1")),
        "act",
        "Act: field-set: There is no valid field 'amount'",
    ),
    "condition": (model(nodes=branching("state == 'opened'")), "chosen", "There is no state 'opened'. Did you mean 'open'?"),
    "condition: list": (model(nodes=branching("ticket.queue in ['Raw', 'Rough']")), "chosen", "There is no queue 'Rough'"),
    "condition: group": (model(nodes=branching("in_group('crw')")), "chosen", "There is no group 'crw'. Did you mean 'crew'?"),
}


def refusal_of(file: bytes) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        definitions.deploy([("model.bpmn", file)], actor=SYSTEM)
    return refused.value.problems


def test_what_does_not_exist_is_refused_by_element():
    a_desk()
    found = {case: refusal_of(file) for case, (file, _, _) in BAD.items()}
    expected = {case: {element: sentence} for case, (_, element, sentence) in BAD.items()}
    begun = {case: {element: said[: len(BAD[case][2])] for element, said in told.items()} for case, told in found.items()}
    assert begun == expected


def test_what_exists_and_what_is_computed_is_deployed():
    a_desk()
    named = 'queue="Raw" state="new" priority="3 normal" type="Unclassified" service="Printing"'
    good = (
        model(ours=f'<lz:ticket {named} title="{{{{ customer.name }}}}"/>'),
        model(ours='<lz:ticket queue="{{ number }}"/>' + dialog('<lz:show field="state" default="=state"/>', permission="note")),
        model(ours='<lz:field name="amount" type="decimal"/>', nodes=acting("field-set", field="amount", value="1")),
        model(nodes=acting("ticket-state-set", state="{{ state }}")),
        model(nodes=may(group="crew", role="Desk")),
        model(nodes=may(agent="ticket.owner")),
        model(nodes=may(agent="=owner")),
        model(nodes=branching("queue == 'Junk' or state in ['open', 'new'] or 'Jun' in queue or title == 'Rwa' or owner == ''")),
    )
    numbers = [definitions.deploy([("model.bpmn", file)], actor=SYSTEM).number for file in good]
    assert numbers == list(range(1, len(good) + 1))


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(Refused) as refused:
        definitions.deploy([("model.bpmn", model(ours='<lz:ticket queue="A" state="B"/>', nodes=may(group="C", agent="D")))], actor=SYSTEM)
    assert set(refused.value.problems) == {"errand", "work"}
    assert [refused.value.problems["work"].count(name) for name in ("'C'", "'D'")] == [1, 1]


def test_what_became_invalid_after_deploying_is_found_when_activating():
    version = definitions.deploy([("model.bpmn", model(ours='<lz:ticket queue="Misc"/>'))], actor=SYSTEM)
    Queue.named("Misc").change(actor=SYSTEM, validity=Validity.INVALID)
    with pytest.raises(Refused, match="The queue 'Misc' is invalid"):
        definitions.activate(version, actor=SYSTEM)
