"""What somebody may do now with a ticket, as buttons; those that cannot be pressed say why."""

import pytest

from desk.actors import SYSTEM, Actor
from dialogs import offers
from dialogs.offers import OfferedActivity
from foundation.errors import NotFound
from processes import definitions, runner, settling
from processes.claiming import claim
from processes.deploying import shipped
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.dialogs.models import ENGLISH, GERMAN, begun, dialog_xml, opened
from tests.processes.bpmn_text import flows, node, ours, process
from tests.processes.models import deployed
from tests.processes.ticket_factories import a_worker, statements

pytestmark = pytest.mark.usefixtures("desk_work")
LOCK = 'requiredLock="true"'
DIALOGS = (
    dialog_xml("", dialog_id="both") + dialog_xml("", dialog_id="agents", audience="agent", attributes=LOCK)
    + dialog_xml("", dialog_id="notes", audience="agent", attributes='permission="note"')
)  # fmt: skip
OFFERED = ours('<lz:offers dialog="both"/>', '<lz:offers dialog="agents"/>', '<lz:offers dialog="notes" completes="false"/>')
ONE = process(
    "one", node("startEvent", "start"), node("userTask", "work", OFFERED), node("endEvent", "over"), flows("start > work > over"),
    declares=DIALOGS,
)  # fmt: skip
PERMITTED = ours('<lz:offers dialog="both"/>', '<lz:may customer="ticket"/>', '<lz:may group="second"/>')
SEVERAL = process(
    "several",
    node("startEvent", "start"),
    node("parallelGateway", "split"),
    node("userTask", "left", PERMITTED),
    node("userTask", "right", ours('<lz:offers dialog="agents"/>')),
    node("userTask", "bare"),
    node("endEvent", "over"),
    flows("start > split > left > over", "split > right > over", "split > bare > over"),
    declares=DIALOGS,
)


def offered(ticket: Ticket, actor: Actor, reader=ENGLISH) -> list[OfferedActivity]:
    return offers.offered(Ticket.for_update(ticket.id), actor=actor, reader=reader)


def buttons(ticket: Ticket, actor: Actor, reader=ENGLISH) -> dict[str, str]:
    """Dialogs by id, each with the reason why it cannot be opened."""
    return {each.dialog_id: each.reason for activity in offered(ticket, actor, reader) for each in activity.buttons}


def test_a_button_is_possible_or_says_why_not():
    anna, ben, ida, nils = a_worker("anna"), a_worker("ben"), a_worker("ida", "ro"), a_worker("nils", "ro", "note")
    ticket = begun(ONE, queue=a_queue())
    assert buttons(ticket, anna.actor) == {"both": "", "agents": "", "notes": ""}
    its_for = "It is for the team of Support."
    assert buttons(ticket, ida.actor) == {"both": its_for, "agents": its_for, "notes": "You need the permission 'note' for this ticket."}
    assert buttons(ticket, nils.actor, GERMAN) == {
        "both": "Es ist für das Team von Support.",
        "agents": "Es ist für das Team von Support.",
        "notes": "",
    }
    Ticket.for_update(ticket.id).lock(actor=ben.actor)
    assert buttons(ticket, anna.actor) == {"both": "", "agents": "It is locked by Ben Anders.", "notes": ""}
    assert buttons(ticket, ben.actor)["agents"] == ""
    claim(opened(ticket).id, actor=ben.actor)
    (activity,) = offered(ticket, anna.actor)
    assert {each.reason for each in activity.buttons} == {"Ben Anders is working on it."}
    assert (activity.claimed_by, activity.is_claimed_by_me, activity.is_mine, activity.who) == ("Ben Anders", False, False, "Ben Anders")
    assert (offered(ticket, ben.actor)[0].is_claimed_by_me, offered(ticket, ben.actor)[0].is_mine) == (True, True)
    with pytest.raises(NotFound):
        offered(ticket, people.agent("nora").actor)


def test_customers_see_what_they_may_do_and_nothing_of_the_house():
    a_group("second")
    carla, dora = (people.customer_user(login, of=people.customer(login.upper())) for login in ("carla", "dora"))
    ticket = begun(SEVERAL, queue=a_queue(), customer_user=carla)
    (activity,) = offered(ticket, carla.actor)
    assert (activity.node_id, activity.who, activity.claimed_by) == ("left", "you", "")
    assert [(each.dialog_id, each.completes) for each in activity.buttons] == [("both", True)]
    with pytest.raises(NotFound):
        offered(ticket, dora.actor)


def test_of_several_activities_each_says_whose_it_is():
    anna, zoe = a_worker("anna"), people.agent("zoe")
    people.grant(zoe, a_group("second"))
    carla = people.customer_user("carla", of=people.customer())
    ticket = begun(SEVERAL, queue=a_queue(), customer_user=carla)
    told = {each.node_id: (each.who, each.is_mine, [button.reason for button in each.buttons]) for each in offered(ticket, anna.actor)}
    assert told == {
        "left": ("the customer, the group second", False, ["It is for the customer, the group second."]),
        "right": ("the team of Support", True, [""]),
        "bare": ("the team of Support", True, [""]),
    }
    mine = {each.node_id: each.is_mine for each in offered(ticket, zoe.actor)}
    assert mine == {"left": True, "right": False, "bare": False}
    ticket = Ticket.for_update(ticket.id)
    with statements() as asked:
        offers.offered(ticket, actor=anna.actor, reader=ENGLISH)
    assert len(asked) <= 10


def test_start_dialogs_are_told_in_the_language_of_the_reader():
    a_group("managers")
    a_queue("Human resources")
    version = definitions.deploy(shipped.files_of("leave_application"), actor=SYSTEM)
    definitions.activate(version, actor=SYSTEM)
    carla = people.customer_user("carla", of=people.customer())
    (leave,) = [each for each in offers.startable(carla.actor, reader=GERMAN) if each.process_id == "leave_application"]
    assert (leave.name, leave.label, leave.dialogs) == ("Urlaubsantrag", "Urlaub ist gewünscht", (("application", "Urlaub beantragen"),))


def test_an_activity_of_the_owner_is_with_nobody_while_nobody_has_the_ticket():
    owners = process(
        "owners",
        node("startEvent", "start"),
        node("userTask", "work", ours('<lz:may agent="ticket.owner"/>')),
        flows("start > work"),
    )
    deployed(owners)
    ticket = runner.open_ticket(queue=a_queue("Support"), title="T", actor=SYSTEM, process_id="owners")
    settling.settle()
    anna = a_worker("anna")
    assert [each.who for each in offers.offered(ticket, actor=anna.actor, reader=GERMAN)] == ["niemand"]
