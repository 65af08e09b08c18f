"""Owner and responsible agent: who can be it, and who was it."""

from datetime import date

import pytest

from desk.actors import SYSTEM
from desk.groups import QueuePermission
from desk.switches import Switch, turn
from foundation.db import db
from foundation.errors import Forbidden, Refused
from processes import settling
from processes.events import Event
from processes.tickets.ownership import nobody, selectable_owners
from processes.tickets.record import Lock
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.processes.ticket_factories import a_ticket, a_worker, statements
from tests.processes.tickets import told

pytestmark = pytest.mark.usefixtures("process", "desk_work")


def test_owners_have_owner_or_rw_in_the_queues_group_and_are_valid():
    a_worker("anna")
    a_worker("olaf", "owner")
    a_worker("noter", "note", "priority", "ro")
    away = a_worker("away")
    away.change(actor=SYSTEM, out_of_office_from=date(2026, 1, 1), out_of_office_to=date(2099, 1, 31))
    a_worker("gone").change(actor=SYSTEM, validity="invalid")
    people.agent("stranger")
    people.grant(people.role("Second line", people.agent("rolf")), a_group(), QueuePermission.OWNER)
    selectable = [agent.login for agent in db.session.scalars(selectable_owners(a_queue().id))]
    assert selectable == ["anna", "away", "olaf", "rolf"]


def test_a_new_owner_leaves_the_lock_as_it_is():
    anna, ticket = a_worker("anna"), a_ticket()
    assert ticket.set_owner(anna, actor=SYSTEM)
    assert (ticket.words.owner, ticket.lock_state) == ("anna", Lock.UNLOCKED)
    assert told(ticket)[-1][0] is Event.OWNER_CHANGED
    with statements() as sent:
        assert not ticket.set_owner(anna, actor=SYSTEM)
    assert sent == []
    assert ticket.set_owner(nobody(), actor=SYSTEM)
    assert ticket.words.owner == "root@localhost"


def test_who_cannot_own_is_refused_and_the_permission_is_owner():
    gone, ticket = a_worker("gone"), a_ticket()
    gone.change(actor=SYSTEM, validity="invalid")
    with pytest.raises(Refused, match="The agent 'gone' is invalid"):
        ticket.set_owner(gone, actor=SYSTEM)
    with pytest.raises(Refused, match="'zoe' has neither 'owner' nor 'rw' in the group of the queue 'Support'"):
        ticket.set_owner(people.agent("zoe"), actor=SYSTEM)
    noter, olaf = a_worker("noter", "note", "ro"), a_worker("olaf", "owner", "ro")
    with pytest.raises(Forbidden):
        ticket.set_owner(olaf, actor=noter.actor)
    assert ticket.set_owner(olaf, actor=olaf.actor)


def test_previous_owners_are_those_of_the_history_the_last_one_first():
    logins = ("anna", "bert", "carl", "gone", "anna", "dora")
    agents = {login: a_worker(login) for login in dict.fromkeys(logins)}
    ticket = a_ticket()
    for login in logins:
        ticket.set_owner(agents[login], actor=SYSTEM)
    settling.settle()
    agents["gone"].change(actor=SYSTEM, validity="invalid")
    assert [agent.login for agent in db.session.scalars(ticket.previous_owners())] == ["anna", "carl", "bert"]


def test_the_first_owner_becomes_responsible_as_long_as_nobody_is():
    anna, bert = a_worker("anna"), a_worker("bert")
    before = a_ticket()
    before.set_owner(anna, actor=SYSTEM)
    assert before.words.responsible == "root@localhost"
    turn(Switch.RESPONSIBLE, True, actor=SYSTEM)
    ticket = a_ticket()
    ticket.lock(actor=anna.actor)
    assert (ticket.words.responsible, told(ticket)[2][0]) == ("anna", Event.RESPONSIBLE_CHANGED)
    ticket.set_owner(bert, actor=SYSTEM)
    assert (ticket.words.owner, ticket.words.responsible) == ("bert", "anna")


def test_responsible_agents_are_a_feature():
    anna, ticket = a_worker("anna"), a_ticket()
    with pytest.raises(Refused, match="no responsible agent here"):
        ticket.set_responsible(anna, actor=SYSTEM)
    turn(Switch.RESPONSIBLE, True, actor=SYSTEM)
    assert ticket.set_responsible(anna, actor=SYSTEM)
    assert not ticket.set_responsible(anna, actor=SYSTEM)
    assert ticket.words.responsible == "anna"
    olaf = a_worker("olaf", "owner", "ro")
    with pytest.raises(Forbidden):
        ticket.set_responsible(olaf, actor=olaf.actor)
