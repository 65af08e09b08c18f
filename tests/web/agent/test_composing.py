"""Writing on a ticket: who reads it, what leaves the house, the next state, drafts and files."""

import io
import re

import pytest
from flask.testing import FlaskClient

from desk.actors import SYSTEM
from dialogs.drafts import Draft
from foundation.db import db
from foundation.outbox import Message
from foundation.unit_of_work import unit_of_work
from processes import runner
from processes.tickets.articles import Article, Channel
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.processes.bpmn_text import flows, node, process
from tests.processes.models import deployed
from tests.processes.ticket_factories import a_worker
from tests.web.agent.leaving import let_all_go
from tests.web.browsing import logged_in, with_password


@pytest.fixture
def number(site) -> str:
    with unit_of_work():
        with_password(a_worker("anna"))
        with_password(a_worker("ben", "ro"))
        carla = people.customer_user("carla", of=people.customer())
        return runner.open_ticket(
            queue=a_queue("Support", group=a_group()), title="Lamp", actor=SYSTEM, process_id="request", customer_user=carla
        ).number


@pytest.fixture
def anna(site, number) -> FlaskClient:
    return logged_in(site, "anna")


def last_article() -> Article:
    return db.session.query(Article).order_by(Article.id.desc()).first()  # type: ignore[return-value]


def mails() -> int:
    return db.session.query(Message).filter(Message.job == "workers.mail.send_article").count()


def test_an_answer_goes_to_the_customer_and_a_note_to_nobody(anna, number):
    form = anna.get(f"/tickets/{number}/write/answer").text
    assert 'value="carla@example.com"' in form
    assert f'value="Re: [Ticket#{number}] Lamp"' in form
    assert "the customer sees it" in form
    assert "stays in the house" in anna.get(f"/tickets/{number}/write/note").text
    sent = anna.post(f"/tickets/{number}/write/answer", data={"to": "carla@example.com", "subject": "Re: Lamp", "body": "Try the switch."})
    assert sent.status_code == 302
    let_all_go()
    with unit_of_work(reads_only=True):
        article = last_article()
        assert (article.channel, article.visible_to_customer, article.to_text) == (Channel.EMAIL, True, "carla@example.com")
        assert mails() == 1
    anna.post(f"/tickets/{number}/write/note", data={"body": "She will not find it.", "time_units": "1,5"})
    with unit_of_work(reads_only=True):
        article = last_article()
        assert (article.channel, article.visible_to_customer, str(article.time_units)) == (Channel.INTERNAL, False, "1.50")
        assert mails() == 1


@pytest.mark.parametrize("kind, sender", [("call-in", "customer"), ("call-out", "agent")])
def test_calls_are_written_down(anna, number, kind, sender):
    anna.post(f"/tickets/{number}/write/{kind}", data={"body": "We spoke."})
    with unit_of_work(reads_only=True):
        article = last_article()
        assert (article.channel, article.sender.value, article.visible_to_customer) == (Channel.PHONE, sender, True)


def test_the_next_state_comes_with_it(anna, number):
    data = {"to": "carla@example.com", "subject": "x", "body": "Done.", "state": "closed successful"}
    assert anna.post(f"/tickets/{number}/write/answer", data=data).status_code == 302
    let_all_go()
    with unit_of_work(reads_only=True):
        assert db.session.query(Ticket).filter(Ticket.number == number).one().words.state == "closed successful"


def test_what_cannot_be_sent_is_kept_and_nothing_is_half_done(anna, number):
    for data in ({"body": " "}, {"to": "nobody", "body": "Hello"}, {"to": "a@example.com", "body": "Hello", "state": "nonsense"}):
        refused = anna.post(f"/tickets/{number}/write/answer", data=data)
        assert refused.status_code == 422, data
    assert "Hello" in refused.text
    with unit_of_work(reads_only=True):
        assert mails() == 0
    assert anna.get(f"/tickets/{number}/write/poem").status_code == anna.post(f"/tickets/{number}/write/poem").status_code == 404


@pytest.mark.parametrize(
    "to", ["carla@example.com\r\nben@example.com", "carla@example.com; ben@example.com", "carla@example.com ben@example.com"]
)
def test_two_addresses_without_a_comma_are_refused_at_their_field(anna, number, to):
    refused = anna.post(f"/tickets/{number}/write/answer", data={"to": to, "subject": "x", "body": "Hello you both"})
    assert refused.status_code == 422
    assert "is more than one address: put a comma between them." in refused.text
    assert "Hello you both" in refused.text
    assert "ben@example.com" in refused.text
    with unit_of_work(reads_only=True):
        assert mails() == 0
        assert last_article() is None


@pytest.mark.parametrize("to", ["(" * 5_000, ":" * 5_000, "<" * 9_000])
def test_hostile_addresses_are_refused_too(anna, number, to):
    assert anna.post(f"/tickets/{number}/write/answer", data={"to": to, "subject": "x", "body": "Hello"}).status_code == 422


def read_up_to(page: str) -> str:
    """The article a form was begun after."""
    found = re.search(r'name="read_up_to" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_what_came_meanwhile_stops_an_answer_once_and_is_shown(site, anna, number):
    with unit_of_work():
        with_password(a_worker("cora", first_name="Cora", last_name="Kahn"))
    asked = anna.get(f"/tickets/{number}/write/answer").text
    anna.post(f"/tickets/{number}/write/answer/draft", data={"body": "Half", "read_up_to": read_up_to(asked)})
    logged_in(site, "cora").post(f"/tickets/{number}/write/note", data={"body": "She has found the switch."})
    form = anna.get(f"/tickets/{number}/write/answer").text
    data = {"to": "carla@example.com", "subject": "Re: Lamp", "body": "Try the switch.", "read_up_to": read_up_to(form)}
    stopped = anna.post(f"/tickets/{number}/write/answer", data=data)
    assert stopped.status_code == 409
    for told in ("Meanwhile somebody else wrote", "Cora Kahn", "She has found the switch.", "Try the switch."):
        assert told in stopped.text
    let_all_go()
    with unit_of_work(reads_only=True):
        assert mails() == 0
    data |= {"read_up_to": read_up_to(stopped.text), "body": "Well done!"}
    assert anna.post(f"/tickets/{number}/write/answer", data=data).status_code == 302
    let_all_go()
    with unit_of_work(reads_only=True):
        assert last_article().body == "Well done!"


def test_notes_and_ones_own_words_stop_nothing(site, anna, number):
    with unit_of_work():
        with_password(a_worker("cora"))
    before = read_up_to(anna.get(f"/tickets/{number}/write/note").text)
    logged_in(site, "cora").post(f"/tickets/{number}/write/note", data={"body": "Something"})
    assert anna.post(f"/tickets/{number}/write/note", data={"body": "Mine", "read_up_to": before}).status_code == 302
    before = read_up_to(anna.get(f"/tickets/{number}/write/answer").text)
    anna.post(f"/tickets/{number}/write/note", data={"body": "Mine again"})
    data = {"to": "carla@example.com", "subject": "x", "body": "Hello", "read_up_to": before}
    assert anna.post(f"/tickets/{number}/write/answer", data=data).status_code == 302


def test_drafts_come_back_until_they_are_sent(anna, number):
    assert anna.post(f"/tickets/{number}/write/note/draft", data={"body": "Half a thought", "csrf_token": "x"}).json["saved_at"]
    assert "Half a thought" in anna.get(f"/tickets/{number}/write/note").text
    assert "Half a thought" not in anna.get(f"/tickets/{number}/write/answer").text
    anna.post(f"/tickets/{number}/write/note", data={"body": "A whole one"})
    assert "Half a thought" not in anna.get(f"/tickets/{number}/write/note").text


def test_drafts_are_thrown_away(site, anna, number):
    anna.post(f"/tickets/{number}/write/note/draft", data={"body": "Half a thought"})
    assert f'action="/tickets/{number}/write/note/forget"' in anna.get(f"/tickets/{number}/write/note").text
    logged_in(site, "ben").post(f"/tickets/{number}/write/note/forget")
    assert "Half a thought" in anna.get(f"/tickets/{number}/write/note").text
    anna.post(f"/tickets/{number}/write/note/forget")
    assert "Half a thought" not in anna.get(f"/tickets/{number}/write/note").text


def test_drafts_keep_all_their_files(anna, number):
    sent = [anna.post("/uploads", data={"file": (io.BytesIO(name.encode()), name)}).json for name in ("one.txt", "two.txt")]
    anna.post(f"/tickets/{number}/write/note/draft", data={"body": "See both", "files": [file["id"] for file in sent]})
    form = anna.get(f"/tickets/{number}/write/note").text
    assert "one.txt" in form
    assert "two.txt" in form
    with unit_of_work(reads_only=True):
        assert [file["name"] for file in db.session.query(Draft).one().content["files"]] == ["one.txt", "two.txt"]


def test_who_may_only_read_writes_nothing(site, number):
    ben = logged_in(site, "ben")
    assert ben.post(f"/tickets/{number}/write/note", data={"body": "Hello"}).status_code == 403


def test_a_model_that_leaves_people_notes_and_moves_offers_no_more(site):
    parts = (node("startEvent", "start"), node("userTask", "work"), flows("start > work"))
    with unit_of_work():
        deployed(process("narrow", *parts, declares='<lz:ticket verbs="note move"/>'))
        with_password(a_worker("anna"))
        queue = a_queue("Support", group=a_group())
        number = runner.open_ticket(queue=queue, title="Lamp", actor=SYSTEM, process_id="narrow").number
    anna = logged_in(site, "anna")
    page = anna.get(f"/tickets/{number}").text
    assert f"/tickets/{number}/write/note" in page
    assert f"/tickets/{number}/write/answer" not in page
    refused = anna.post(f"/tickets/{number}/write/answer", data={"to": "carla@example.com", "subject": "x", "body": "Around the fence."})
    assert refused.status_code == 403
    for state in ("closed successful", "pending reminder", "open"):
        assert anna.post(f"/tickets/{number}/write/note", data={"body": "Around the fence.", "state": state}).status_code == 403
    assert anna.post(f"/tickets/{number}/write/note", data={"body": "As it is meant."}).status_code == 302
    with unit_of_work(reads_only=True):
        assert [article.body for article in db.session.query(Article)] == ["As it is meant."]
