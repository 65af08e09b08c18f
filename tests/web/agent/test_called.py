"""What is shipped is called otherwise in German wherever agents read it; a house's own names are not, and nobody is nobody."""

import re

import pytest
from flask.testing import FlaskClient

from desk.actors import SYSTEM
from desk.state_types import StateType
from desk.states import State
from foundation.unit_of_work import unit_of_work
from processes import runner
from processes.tickets.ticket import Ticket
from tests.desk.words import a_group, a_queue
from tests.processes.ticket_factories import a_worker
from tests.web.browsing import logged_in, with_password

COLUMNS = "title,state,priority,owner,responsible,lock"


@pytest.fixture
def number(site) -> str:
    """A new request that nobody took, and a state of the house."""
    with unit_of_work():
        anna = with_password(a_worker("anna", language="de"))
        State.create(name="beim Lieferanten", type=StateType.OPEN, actor=SYSTEM)
        return runner.open_ticket(queue=a_queue("Support", group=a_group()), title="Lamp", actor=anna.actor, process_id="request").number


@pytest.fixture
def anna(site, number) -> FlaskClient:
    return logged_in(site, "anna")


def words(page: str) -> str:
    """The text of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)).split())


def test_lists_and_their_filters(anna, number):
    page = anna.get(f"/tickets?view=all&columns={COLUMNS}").text
    row = words(page[page.index("<tbody") : page.index("</tbody")])
    assert "neu" in row
    assert "3 normal" in row
    assert row.count("niemand") == 2
    assert "Laufzettel System" not in words(page)
    assert '<option value="closed successful">erfolgreich geschlossen</option>' in page
    assert '<option value="beim Lieferanten">beim Lieferanten</option>' in page
    assert '<option value="5 very high">5 sehr hoch</option>' in page


def test_tickets_of_nobody_are_found_as_those_of_anybody(anna, number):
    assert ">niemand<" in anna.get("/tickets/search").text
    assert f"/tickets/{number}" in anna.get("/tickets?view=all&owner=root@localhost").text
    with unit_of_work():
        taken = Ticket.for_update(1)
        taken.set_owner(a_worker("ben"), actor=SYSTEM)
    assert f"/tickets/{number}" not in anna.get("/tickets?view=all&owner=root@localhost").text


def test_the_page_of_a_ticket_its_forms_and_the_palette(anna, number):
    page = words(anna.get(f"/tickets/{number}").text)
    assert "neu" in page
    assert "Besitzer niemand" in page
    assert "Laufzettel System" not in page
    assert ">offen</option>" in anna.get(f"/tickets/{number}/verbs/state").text
    assert ">5 sehr hoch</option>" in anna.get(f"/tickets/{number}/verbs/priority").text
    assert "erfolglos geschlossen" in anna.get(f"/tickets/{number}/verbs/close").text
    assert f"{number} · neu" in str(anna.get("/palette?q=Lamp").json)


def test_dialogs_offer_states_in_the_language_of_the_reader(anna, number):
    dialogs = re.findall(rf"/tickets/{number}/activities/\d+/\w+", anna.get(f"/tickets/{number}").text)
    forms = [anna.get(each).text for each in dict.fromkeys(dialogs)]
    assert any("erfolgreich geschlossen" in form for form in forms)
    assert not any(">closed successful<" in form for form in forms)


def test_english_stays_english(site, number):
    with unit_of_work():
        with_password(a_worker("eva"))
    page = logged_in(site, "eva").get(f"/tickets?view=all&columns={COLUMNS}").text
    assert '<option value="closed successful">closed successful</option>' in page
    assert "nobody" in words(page)
