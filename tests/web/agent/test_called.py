"""What is shipped is called otherwise in German wherever agents read it; a house's own names are not, and nobody is nobody."""

import re

import pytest
from flask.testing import FlaskClient

from desk.actors import SYSTEM
from desk.queues import Queue
from desk.state_types import StateType
from desk.states import State
from foundation.unit_of_work import unit_of_work
from processes import definitions, runner
from processes.tickets.ticket import Ticket
from tests.desk.words import a_group, a_queue
from tests.processes.models import as_file
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
    assert "Sperre" in words(page[page.index("<thead") : page.index("</thead")]).split(), "what a ticket has, and not what is done with it"
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
    assert "Sperren" in page.split()
    assert "Laufzettel System" not in page
    form = anna.get(f"/tickets/{number}/verbs/state").text
    assert ">offen</option>" in form
    assert "Status ändern Abbrechen" in words(form), "a button says what it does"
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


# ------------------------------------------------------------------------------------------------ what models say
LOAN = (
    '<bpmn:process id="loan" name="Loan" isExecutable="true"><bpmn:extensionElements>'
    '<lz:field name="loan_size" type="dropdown" label="Size" default="s"><lz:value key="s">Small</lz:value></lz:field>'
    '<lz:field name="loan_back" type="checkbox" label="Brought back" default="false"/></bpmn:extensionElements>'
    '<bpmn:startEvent id="s" name="Asked for"/><bpmn:userTask id="u" name="Hand it out"/>'
    '<bpmn:sequenceFlow id="f" sourceRef="s" targetRef="u"/></bpmn:process>'
)
TEXTS = "Loan: Ausleihe\nSize: Größe\nSmall: Klein\nBrought back: Zurück\nHand it out: Ausgeben\n".encode()


@pytest.fixture
def loan(site, number) -> str:
    """A ticket of a process that brought fields and German along."""
    with unit_of_work():
        version = definitions.deploy([("model.bpmn", as_file(LOAN)), ("de.yaml", TEXTS)], actor=SYSTEM)
        definitions.activate(version, actor=SYSTEM)
        return runner.open_ticket(queue=Queue.named("Support"), title="Drill", actor=SYSTEM, process_id="loan").number


def test_fields_are_called_as_the_model_says_in_columns_and_in_the_search(anna, loan):
    page = anna.get("/tickets?view=all&columns=title,field:loan_size,field:loan_back&q=Drill").text
    table = words(page[page.index("<table") : page.index("</table")])
    assert "Größe" in table
    assert "Zurück" in table
    assert "Klein nein" in table
    search = anna.get("/tickets/search").text
    assert ">Klein</option>" in search
    assert ">Ausleihe</option>" in search
    assert "Brought back" not in search
    assert titles_of(anna.get("/tickets?view=all&field.loan_size=s").text) == ["Drill"]


def titles_of(page: str) -> list[str]:
    return re.findall(r'<a class="row-link" data-row href="[^"]+">([^<]+)</a>', page)


def test_what_is_still_open_is_called_as_the_model_says(anna, loan):
    assert "Noch offen: Ausgeben." in anna.get(f"/tickets/{loan}/verbs/close").text


def test_nodes_are_told_in_words_and_without_what_is_for_designers(anna, number):
    page = anna.get(f"/tickets/{number}").text
    assert "Randereignis durch eine Nachricht, nicht unterbrechend" in page
    nodes = re.findall(r'data-node="([^"]+)"', page)
    told = [words(anna.get(f"/tickets/{number}/nodes/{node}").text) for node in nodes]
    assert any("wartet auf eine Antwort des Kunden" in each for each in told)
    assert not any("Dialog:" in each or "customer.reply" in each for each in told)
