"""Answers that have not left: shown on the ticket to who wrote them, and taken back into their form with everything in it."""

import io
import json
import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from desk.actors import SYSTEM
from desk.master_data import Validity
from desk.states import State
from dialogs.drafts import Draft
from foundation.clock import moved_to, now
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes.leaving_answers import LeavingAnswer
from processes.tickets.articles import Article
from processes.tickets.ticket import Ticket
from tests.processes.ticket_factories import a_ticket, a_worker
from tests.web.agent.leaving import let_all_go
from tests.web.browsing import logged_in, with_password

ANSWER = {"to": "carla@example.com", "subject": "Re: Lamp", "body": "Try the switch."}
BACK = re.compile(r'action="([^"]+/leaving/\d+/back)"')


@pytest.fixture
def number(site) -> str:
    with unit_of_work():
        with_password(a_worker("anna"))
        with_password(a_worker("ben"))
        return a_ticket(title="Lamp").number


@pytest.fixture
def anna(site, number) -> FlaskClient:
    return logged_in(site, "anna")


def send(anna: FlaskClient, number: str, **other: object) -> str:
    """The address that takes the answer back, as the page of the ticket offers it."""
    sent = anna.post(f"/tickets/{number}/write/answer", data=ANSWER | other)
    assert sent.status_code == 302
    found = BACK.search(anna.get(sent.location).text)
    assert found is not None
    return found[1]


def asked_by(page: str) -> str:
    """What a page asks for when the answer should have left."""
    found = re.search(r'hx-get="([^"]+/leaving[^"]+)"', page)
    assert found is not None
    return unescape(found[1])


def articles() -> list[str]:
    with unit_of_work(reads_only=True):
        return [article.body for article in db.session.query(Article)]


def test_the_ticket_says_when_it_leaves_and_offers_to_undo_that(site, anna, number):
    with moved_to(now()):
        send(anna, number)
        page = anna.get(f"/tickets/{number}").text
    assert 'Your answer to carla@example.com leaves <span role="timer" data-counts-down="10">in 10 seconds</span>.' in page
    assert "Undo" in page
    assert articles() == []
    assert "leaving/" not in logged_in(site, "ben").get(f"/tickets/{number}").text
    with moved_to(now() + timedelta(seconds=20)):
        assert "now</span>" in anna.get(f"/tickets/{number}").text, "as long as nobody has sent it, it can be taken back"


def test_once_it_has_left_the_page_says_so_and_fetches_what_was_said(anna, number):
    send(anna, number)
    asks = asked_by(anna.get(f"/tickets/{number}?view=all").text)
    assert "Undo" in anna.get(asks).text
    let_all_go()
    told = anna.get(asks)
    assert json.loads(told.headers["HX-Trigger"]) == {"toast": {"text": "Sent.", "tone": "ok"}}
    assert f'hx-get="/tickets/{number}?view=all"' in told.text
    assert 'hx-select="#ticket"' in told.text
    page = anna.get(f"/tickets/{number}").text
    assert "Try the switch." in page
    assert 'id="ticket"' in page
    assert "/leaving" not in page


def test_what_was_taken_back_in_another_window_is_not_called_sent(anna, number):
    back = send(anna, number)
    asks = asked_by(anna.get(f"/tickets/{number}").text)
    anna.post(back)
    assert "HX-Trigger" not in anna.get(asks).headers


def test_undone_it_is_in_its_form_again_with_files_state_and_time(anna, number):
    file = anna.post("/uploads", data={"file": (io.BytesIO(b"one"), "one.txt")}).json["id"]
    back = send(anna, number, files=file, state="pending reminder", until="2030-05-04T09:30", time_units="1,5")
    undone = anna.post(back, follow_redirects=True)
    assert undone.request.path == f"/tickets/{number}/write/answer"
    form = undone.text
    for kept in ("Try the switch.", "carla@example.com", "Re: Lamp", "one.txt", "2030-05-04T09:30", "1.5"):
        assert kept in form, kept
    assert re.search(r'<option value="pending reminder" selected', form)
    assert "It did not leave." in form
    let_all_go()
    assert articles() == []
    assert anna.post(f"/tickets/{number}/write/answer", data=ANSWER | {"files": file}).status_code == 302
    let_all_go()
    assert articles() == ["Try the switch."]


def test_what_was_begun_since_stays_behind_it(anna, number):
    back = send(anna, number)
    anna.post(f"/tickets/{number}/write/answer/draft", data={"body": "And another thing"})
    form = anna.post(back, follow_redirects=True).text
    assert "Try the switch.\n\nAnd another thing" in form.replace("\r", "")


def test_too_late_is_said_and_nothing_is_in_the_form(anna, number):
    back = send(anna, number)
    let_all_go()
    late = anna.post(back, follow_redirects=True)
    assert (late.status_code, late.request.path) == (200, f"/tickets/{number}")
    assert "It was too late" in late.text
    assert articles() == ["Try the switch."]
    with unit_of_work(reads_only=True):
        assert db.session.query(Draft).count() == 0


def test_nobody_else_takes_it_back(site, anna, number):
    back = send(anna, number)
    assert "It was too late" in logged_in(site, "ben").post(back, follow_redirects=True).text
    let_all_go()
    assert articles() == ["Try the switch."]


def test_what_could_not_leave_stays_with_its_author(anna, number):
    back = send(anna, number, state="closed successful")
    with unit_of_work():
        State.named("closed successful").change(actor=SYSTEM, validity=Validity.INVALID)
    let_all_go()
    page = anna.get(f"/tickets/{number}").text
    assert "This answer did not leave" in page
    assert "Go on writing" in page
    assert "Try the switch." in anna.post(back, follow_redirects=True).text
    with unit_of_work(reads_only=True):
        assert db.session.query(LeavingAnswer).count() == 0
        assert not db.session.query(Ticket).filter(Ticket.number == number).one().is_closed
