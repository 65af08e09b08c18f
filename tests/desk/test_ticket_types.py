"""Types of tickets."""

import pytest

from desk.actors import SYSTEM
from desk.ticket_types import TicketType
from tests.desk.refusals import problems_of_creating

pytestmark = pytest.mark.usefixtures("work")


def test_a_type_is_a_name_nobody_else_has() -> None:
    incident = TicketType.create(actor=SYSTEM, name="Incident")
    assert (incident.is_valid, incident.is_default) == (True, False)
    assert problems_of_creating(TicketType, name="incident") == {"name": "There is a ticket type 'Incident' already."}
    assert problems_of_creating(TicketType) == {"name": "It is needed."}
