"""The title of a ticket."""

import pytest

from desk.actors import SYSTEM
from foundation.errors import Forbidden, Refused
from processes.events import Event
from tests.processes.ticket_factories import a_ticket, a_worker
from tests.processes.tickets import told

pytestmark = pytest.mark.usefixtures("process", "desk_work")


def test_a_title_is_one_line_of_at_most_255_characters_and_an_empty_one_changes_nothing():
    ticket = a_ticket(title="Printer")
    assert ticket.set_title(" Printer\ton \n fire ", actor=SYSTEM)
    for same in ("Printer on fire", "", "  \n"):
        assert not ticket.set_title(same, actor=SYSTEM)
    assert told(ticket)[1:] == [(Event.TITLE_CHANGED, {"old": "Printer", "new": "Printer on fire"})]
    assert ticket.set_title("x" * 255, actor=SYSTEM)
    with pytest.raises(Refused, match="256 characters; at most 255 fit"):
        ticket.set_title("x" * 256, actor=SYSTEM)
    with pytest.raises(Forbidden):
        ticket.set_title("Mine", actor=a_worker("noter", "note", "ro").actor)
