"""Each action in a model: what `process play` shows of it, and what it does in the house, from the same file."""

from typing import Any

import pytest
from sqlalchemy import select

from bpm.catalogue import CATALOGUE, SETTERS
from bpm.player import Player
from bpm.playing.line import iso
from bpm.reader import Source, check
from desk.actors import SYSTEM
from desk.endpoints import Endpoint
from desk.switches import Switch, turn
from foundation.clock import moved_to
from foundation.db import db
from processes import runner
from processes.activities import IS_OPEN, Activity
from processes.incidents import Incident
from processes.messages import Subscription
from processes.tickets.articles import Article
from processes.tickets.attributes import ATTRIBUTES
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_group, a_queue, a_service, an_sla
from tests.processes.actions.acting import NOW, put
from tests.processes.actions.models import CHANGED, PARAMS, process
from tests.processes.models import as_file, deployed
from tests.processes.ticket_factories import a_ticket

LATER = {
    "notify": "tell_notices",
    "ticket-create": "start_process",
    "ticket-link": "link_tickets",
    "process-message": "send_message",
    "webhook": "perform_action",
}


def test_there_is_a_model_for_each_action():
    assert sorted(PARAMS) == sorted(CATALOGUE)
    assert sorted(CHANGED) == sorted({*SETTERS, "field-set"})


@pytest.mark.parametrize("action", sorted(CATALOGUE))
def test_in_memory_it_changes_the_stand_in_ticket_or_is_listed(action: str):
    (report,) = check([Source("model.bpmn", as_file(process(action)))])
    assert report.deployable, report.elements
    assert report.xml
    line = Player(report.xml).line()
    (effect,) = line["effects"]
    assert (effect["action"], effect["outside"], line["incident"]) == (action, action not in CHANGED, None)
    assert {name: line["ticket"].get(name) for name in CHANGED.get(action, {})} == CHANGED.get(action, {})
    waits = [each["id"] for each in line["waiting"]] if action == "children-wait" else [each["id"] for each in line["open"]]
    assert waits == ["act" if action == "children-wait" else "look"]


@pytest.fixture
def furnished(desk_work: None) -> None:
    """What the models name."""
    for switch in (Switch.RESPONSIBLE, Switch.TICKET_TYPES, Switch.SERVICES):
        turn(switch, value=True, actor=SYSTEM)
    people.grant(people.agent("anna"), a_queue("Raw").group)
    people.customer("ACME")
    an_sla("Gold").change(services=[a_service("Mail", for_all=True)], actor=SYSTEM)
    Endpoint.create(name="shop", url="https://93.184.216.34/", groups=[a_group()], actor=SYSTEM)
    a_ticket().change(actor=SYSTEM, number="4711")


def opened(action: str, **prepared: Any) -> Ticket:
    """A ticket whose process does it."""
    version = deployed(process(action))
    with moved_to(NOW):
        if not prepared:
            return runner.open_by_event(version.id, "start")
        ticket = Ticket.create(actor=SYSTEM, queue=a_queue("Raw"), title="Lamps", **prepared)
        runner.start(ticket, version, actor=SYSTEM)
        return ticket


@pytest.mark.usefixtures("furnished")
def test_in_the_house_it_has_the_same_outcome():
    carla = people.customer_user("carla", of=people.customer("OTHER"))
    for action in sorted(CATALOGUE):
        prepared: dict[str, Any] = {}
        if action in {"ticket-service-set", "ticket-sla-set"}:
            prepared = {"customer_user": carla, "service": a_service("Mail") if action == "ticket-sla-set" else None}
        before = len(put())
        ticket = opened(action, **prepared)
        assert [each.message for each in db.session.scalars(select(Incident).where(Incident.ticket_id == ticket.id))] == [], action
        assert told_of(ticket, action) == CHANGED.get(action, {})
        assert [row[0] for row in put()[before:]] == ([LATER[action]] if action in LATER else []), action
        open_nodes = db.session.scalars(select(Activity.node_id).where(Activity.ticket_id == ticket.id, IS_OPEN)).all()
        waiting = db.session.scalars(
            select(Subscription.name).where(Subscription.ticket_id == ticket.id, Subscription.kind == "action")
        ).all()
        assert (open_nodes, waiting) == (([], ["children-wait"]) if action == "children-wait" else (["look"], [])), action


def told_of(ticket: Ticket, action: str) -> dict[str, Any]:
    """What the ticket says of the names that change, as a line of the player does."""
    found = {}
    for name in CHANGED.get(action, {}):
        value = ATTRIBUTES[name].read(ticket) if name in ATTRIBUTES else ticket.field_value(name)
        found[name] = iso(value) if name == "pending_until" else value
    return found


@pytest.mark.usefixtures("furnished")
def test_what_a_customer_wrote_is_no_markup_in_a_body_of_html():
    deployed(process("article-create"))
    runner.open_ticket(queue=a_queue("Raw"), title="<i>Lamps</i>", actor=SYSTEM, process_id="article_create")
    assert db.session.scalars(select(Article.body)).all() == ["<i>Lamps</i>"]
