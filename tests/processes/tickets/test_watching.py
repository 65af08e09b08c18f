"""Watching tickets (desk.md 1.11)."""

import pytest

from desk.actors import SYSTEM
from desk.switches import Switch, turn
from foundation.errors import Forbidden, NotFound, Refused
from processes.events import Event
from tests.desk import people
from tests.desk.words import a_queue
from tests.processes.tickets import a_ticket, told

pytestmark = pytest.mark.usefixtures("process", "work")


def test_agents_who_may_read_a_ticket_watch_it_as_long_as_the_feature_is_on():
    anna, bert, queue = people.agent("anna"), people.agent("bert"), a_queue("Crew", group=people.group())
    people.grant(anna, queue.group, "ro")
    ticket = a_ticket(queue=queue)
    with pytest.raises(Refused, match="the switch 'watchers'"):
        ticket.watch(anna, actor=anna.actor)
    turn(Switch.WATCHERS, True, actor=SYSTEM)
    assert ticket.watch(anna, actor=anna.actor)
    assert not ticket.watch(anna, actor=anna.actor)
    with pytest.raises(Refused, match="bert may not read"):
        ticket.watch(bert, actor=SYSTEM)
    with pytest.raises(NotFound):
        ticket.watch(bert, actor=bert.actor)
    with pytest.raises(Forbidden):
        ticket.watch(bert, actor=anna.actor)
    assert ticket.watchers() == [anna]
    assert ticket.unwatch(anna, actor=anna.actor)
    assert not ticket.unwatch(anna, actor=anna.actor)
    assert told(ticket) == [(Event.WATCHED, {"agent": "anna"}), (Event.UNWATCHED, {"agent": "anna"})]


def test_customer_users_do_not_watch_for_agents():
    anna, carla = people.agent("anna"), people.customer_user("carla", of=people.customer())
    turn(Switch.WATCHERS, True, actor=SYSTEM)
    with pytest.raises(Forbidden):
        a_ticket(customer_user_id=carla.id).watch(anna, actor=carla.actor)
