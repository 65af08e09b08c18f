"""Links between tickets (desk.md 1.11), shown rightly from both sides."""

import pytest

from desk.actors import SYSTEM
from foundation.errors import Forbidden, NotFound, Refused
from processes import settling
from processes.events import Event
from processes.tickets.linking import Linked, LinkRole
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_queue
from tests.processes.tickets import a_ticket, told

pytestmark = pytest.mark.usefixtures("process", "work")
NORMAL, PARENT, CHILD = LinkRole.NORMAL, LinkRole.PARENT, LinkRole.CHILD


def test_each_ticket_shows_a_link_from_its_own_side():
    first, second, third = (a_ticket() for _ in range(3))
    assert second.link(first, actor=SYSTEM)
    assert second.link(third, CHILD, actor=SYSTEM)
    assert second.link(first, PARENT, actor=SYSTEM)
    assert first.links() == [Linked(CHILD, second.id), Linked(NORMAL, second.id)]
    assert second.links() == [Linked(PARENT, first.id), Linked(CHILD, third.id), Linked(NORMAL, first.id)]
    assert third.links() == [Linked(PARENT, second.id)]
    assert told(third) == [(Event.LINKED, {"role": "parent", "ticket": second.number})]
    assert told(second)[1] == (Event.LINKED, {"role": "child", "ticket": third.number})


def test_a_link_is_made_and_taken_away_once_from_either_side():
    parent, child = a_ticket(), a_ticket()
    assert parent.link(child, CHILD, actor=SYSTEM)
    assert not child.link(parent, PARENT, actor=SYSTEM)
    assert not parent.unlink(child, actor=SYSTEM)
    assert child.unlink(parent, PARENT, actor=SYSTEM)
    assert not parent.unlink(child, CHILD, actor=SYSTEM)
    assert parent.links() == []
    assert [event for event, _ in told(parent)] == [event for event, _ in told(child)] == [Event.LINKED, Event.UNLINKED]


def test_no_ticket_is_its_own_relative():
    grand, parent, child = (a_ticket() for _ in range(3))
    grand.link(parent, CHILD, actor=SYSTEM)
    parent.link(child, CHILD, actor=SYSTEM)
    with pytest.raises(Refused, match="cannot be linked with itself"):
        grand.link(grand, actor=SYSTEM)
    with pytest.raises(Refused, match=f"{grand.number} cannot become the child of {child.number}: it is one of its ancestors"):
        child.link(grand, CHILD, actor=SYSTEM)
    with pytest.raises(Refused, match=f"{child.number} cannot become the parent of {grand.number}: it is one of its descendants"):
        grand.link(child, PARENT, actor=SYSTEM)
    assert grand.link(child, CHILD, actor=SYSTEM)
    assert child.link(grand, actor=SYSTEM)


def test_linking_needs_rw_here_and_ro_there():
    anna = people.agent("anna")
    here, there = a_queue("Here", group=people.group("here")), a_queue("There", group=people.group("there"))
    mine, other = a_ticket(queue=here), a_ticket(queue=there)
    people.grant(anna, here.group)
    with pytest.raises(NotFound):
        mine.link(other, actor=anna.actor)
    people.grant(anna, there.group, "ro")
    with pytest.raises(Forbidden):
        other.link(mine, actor=anna.actor)
    assert mine.link(other, actor=anna.actor)


def test_tickets_are_held_in_the_order_they_were_named():
    first, second = a_ticket(), a_ticket()
    settling.settle()
    assert Ticket.together(second.id, first.id, second.id) == (second, first, second)
    with pytest.raises(NotFound, match="999"):
        Ticket.together(first.id, 999)
