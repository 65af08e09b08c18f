"""Everyday verbs over HTTP: each is offered where it makes sense, says why where not, and does what its form says."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from desk import switches
from desk.actors import SYSTEM
from desk.escalations import Sender
from desk.switches import Switch
from foundation.clock import now
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes import runner
from processes.tickets.articles import Article
from processes.tickets.linking import LinkRole
from processes.tickets.new_articles import NewArticle, NewAttachment
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.processes.bpmn_text import flows, node, ours, process
from tests.processes.history.test_whereabouts import TWO_STEPS
from tests.processes.models import deployed
from tests.processes.ticket_factories import a_ticket, a_worker
from tests.web.browsing import logged_in, with_password
from web.agent.verbs import verbs


@pytest.fixture
def number(site) -> str:
    with unit_of_work():
        for switch in (Switch.WATCHERS, Switch.RESPONSIBLE, Switch.TICKET_TYPES, Switch.SERVICES, Switch.ARCHIVE):
            switches.turn(switch, True, actor=SYSTEM)
        with_password(a_worker("anna"))
        with_password(a_worker("ben", "ro", "note"))
        a_queue("Sales", group=a_group())
        people.customer_user("carla", of=people.customer())
        return runner.open_ticket(queue=a_queue("Support", group=a_group()), title="Lamp", actor=SYSTEM, process_id="request").number


@pytest.fixture
def anna(site, number) -> FlaskClient:
    return logged_in(site, "anna")


def ticket_now(number: str) -> Ticket:
    found = db.session.query(Ticket).filter(Ticket.number == number).one()
    assert found.words
    return found


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


TOMORROW = (now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
DEEDS = [
    ("lock", {}, lambda ticket: ticket.is_locked and ticket.words.owner == "anna"),
    ("watch", {}, lambda ticket: [agent.login for agent in ticket.watchers()] == ["anna"]),
    ("move", {"queue": "Sales"}, lambda ticket: ticket.words.queue == "Sales"),
    ("owner", {"owner": "anna"}, lambda ticket: ticket.words.owner == "anna"),
    ("responsible", {"responsible": "anna"}, lambda ticket: ticket.words.responsible == "anna"),
    ("priority", {"priority": "5 very high"}, lambda ticket: ticket.words.priority == "5 very high"),
    ("type", {"type": "Unclassified"}, lambda ticket: ticket.words.type == "Unclassified"),
    ("customer", {"customer_user": "carla"}, lambda ticket: (ticket.words.customer_user, ticket.words.customer) == ("carla", "ACME")),
    ("customer", {"customer_user": "Carla@Example.com"}, lambda ticket: ticket.words.customer == "ACME"),
    ("customer", {"customer_user": "new@example.org"}, lambda ticket: ticket.unknown_customer_user == "new@example.org"),
    ("title", {"title": "Two lamps"}, lambda ticket: ticket.title == "Two lamps"),
    ("state", {"state": "open"}, lambda ticket: ticket.words.state == "open"),
    ("pending", {"state": "pending reminder", "until": TOMORROW}, lambda ticket: ticket.pending_until == moment(TOMORROW)),
    ("close", {"state": "closed successful", "cancel": "yes"}, lambda ticket: ticket.words.state == "closed successful"),
]  # fmt: skip


@pytest.mark.parametrize("name, given, holds", DEEDS)
def test_each_verb_does_what_its_form_says(anna, number, name, given, holds):
    if given:
        form = anna.get(f"/tickets/{number}/verbs/{name}")
        assert form.status_code == 200
        assert all(f'name="{field}"' in form.text for field in given)
    answer = anna.post(f"/tickets/{number}/verbs/{name}", data=given)
    assert answer.headers["Location"] == f"/tickets/{number}", answer.text
    with unit_of_work(reads_only=True):
        assert holds(ticket_now(number))


def test_what_belongs_to_another_ticket(site, anna, number):
    with unit_of_work():
        other = a_ticket(title="Other").number
        hidden = a_ticket(title="Hidden", queue=a_queue("Hidden", group=people.group("hidden"))).number
    assert anna.post(f"/tickets/{number}/verbs/link", data={"number": f"#{other}", "role": "parent"}).status_code == 302
    assert "Other" in anna.get(f"/tickets/{number}").text
    choice = re.search(r'<option value="([^"]+)"', anna.get(f"/tickets/{number}/verbs/unlink").text)
    assert choice
    assert choice[1] == f"parent:{other}"
    assert anna.post(f"/tickets/{number}/verbs/unlink", data={"link": choice[1]}).status_code == 302
    assert "Other" not in anna.get(f"/tickets/{number}").text
    for nothing in (hidden, "", "nonsense"):
        refused = anna.post(f"/tickets/{number}/verbs/merge", data={"number": nothing})
        assert refused.status_code == 422
        assert "There is no such ticket" in refused.text
    preview = anna.post(f"/tickets/{number}/verbs/merge", data={"number": f"[Ticket#{other}]"})
    assert preview.status_code == 200
    assert "This cannot be undone." in preview.text
    assert "different customers" not in preview.text
    assert f'name="confirmed" value="{other}"' in preview.text
    with unit_of_work(reads_only=True):
        assert ticket_now(number).words.state == "new"
    assert anna.post(f"/tickets/{number}/verbs/merge", data={"number": other, "confirmed": "something else"}).status_code == 200
    done = anna.post(f"/tickets/{number}/verbs/merge", data={"number": other, "confirmed": other})
    assert done.headers["Location"] == f"/tickets/{other}"
    with unit_of_work(reads_only=True):
        assert ticket_now(number).words.state == "merged"


def test_merging_warns_of_different_customers(anna, number):
    with unit_of_work():
        ticket_now(number).set_customer_user("carla", actor=SYSTEM)
        ticket_now(number).set_customer("ACME", actor=SYSTEM)
        other = a_ticket(title="Other", customer=people.customer("1002", name="Otto & Co.")).number
    told = anna.post(f"/tickets/{number}/verbs/merge", data={"number": other}).text
    assert "They are of different customers (ACME Ltd.; Otto &amp; Co.). What ACME Ltd. could read" in told
    itself = anna.post(f"/tickets/{number}/verbs/merge", data={"number": number})
    assert itself.status_code == 422
    assert "cannot be merged with itself" in itself.text


def test_a_merged_ticket_leads_to_the_other_one_and_is_left_alone(anna, number):
    with unit_of_work():
        other = a_ticket(title="Other").number
    anna.post(f"/tickets/{number}/verbs/merge", data={"number": other, "confirmed": other})
    page = anna.get(f"/tickets/{number}").text
    assert "became part of" in page
    assert f'href="/tickets/{other}"' in page
    assert "It became part of another ticket." in page
    assert f"/tickets/{number}/write/note" in page
    assert f"/tickets/{number}/write/answer" not in page
    late = anna.post(f"/tickets/{number}/write/call-out", data={"subject": "s", "body": "We spoke long."})
    assert late.status_code == 409
    assert "It became part of another ticket" in late.text
    assert "We spoke long." in late.text
    refused = anna.post(f"/tickets/{number}/verbs/priority", data={"priority": "5 very high"})
    assert refused.status_code == 409
    assert "It became part of another ticket" in refused.text
    assert anna.post(f"/tickets/{number}/verbs/link", data={"number": other, "role": "normal"}).status_code == 302


def test_an_article_is_split_off_as_a_child_with_its_customer(anna, number):
    with unit_of_work():
        ticket = ticket_now(number)
        ticket.set_customer_user("carla", actor=SYSTEM)
        ticket.set_customer("ACME", actor=SYSTEM)
        said = NewArticle("And a second thing", "The chair wobbles.", sender=Sender.CUSTOMER, visible_to_customer=True)
        position = ticket.add_article(said, actor=SYSTEM).position
    page = anna.get(f"/tickets/{number}").text
    assert f'href="/tickets/{number}/verbs/split?article={position}"' in page
    form = anna.get(f"/tickets/{number}/verbs/split?article={position}").text
    assert 'value="And a second thing"' in form
    assert f'<option value="{position}" selected>And a second thing – Carla Cramer, ' in form
    given = {"article": str(position), "title": "", "queue": "Support", "customer_user": "carla", "process": ""}
    for wrong in ({"article": "99"}, {"queue": "Nowhere"}, {"process": "nothing"}, {"customer_user": "nobody at all"}):
        refused = anna.post(f"/tickets/{number}/verbs/split", data=given | wrong)
        assert refused.status_code == 422, wrong
    split = anna.post(f"/tickets/{number}/verbs/split", data=given)
    assert split.status_code == 302, split.text
    with unit_of_work(reads_only=True):
        other = ticket_now(split.headers["Location"].rpartition("/")[2])
        assert (other.title, other.words.customer_user, other.words.customer) == ("And a second thing", "carla", "ACME")
        assert [linked.role for linked in other.links()] == [LinkRole.PARENT]
        copied = db.session.query(Article).filter(Article.ticket_id == other.id).one()
        assert (copied.body, copied.visible_to_customer) == ("The chair wobbles.", True)


def test_what_is_split_off_for_another_customer_is_internal(anna, number):
    with unit_of_work():
        ticket_now(number).set_customer("ACME", actor=SYSTEM)
        ticket_now(number).add_article(NewArticle("s", "b", visible_to_customer=True), actor=SYSTEM)
        people.customer_user("otto", of=people.customer("1002"))
    for who, is_read in (("otto", False), ("new@example.org", False), ("carla", True)):
        given = {"article": "1", "title": "For another", "queue": "Support", "customer_user": who}
        number_of_new = anna.post(f"/tickets/{number}/verbs/split", data=given).headers["Location"].rpartition("/")[2]
        with unit_of_work(reads_only=True):
            found = db.session.query(Article).filter(Article.ticket_id == ticket_now(number_of_new).id).one()
            assert found.visible_to_customer is is_read, who


REPAIR = process(
    "repairing",
    node("startEvent", "start", ours('<lz:offers dialog="report"/>')),
    node("userTask", "repair"),
    node("endEvent", "over"),
    flows("start > repair > over"),
    declares='<lz:field name="damage" type="text" label="Damage"/><lz:ticket title="Repair of {{ damage }}"/>'
    '<lz:dialog id="report" label="Report it" for="agent"><lz:show field="damage" as="mandatory"/></lz:dialog>',
)


def to_be_split(number: str) -> dict[str, str]:
    """What the form of splitting sends, for a ticket whose customer has said a second thing."""
    with unit_of_work():
        deployed(REPAIR)
        ticket = ticket_now(number)
        ticket.set_customer_user("carla", actor=SYSTEM)
        ticket.set_customer("ACME", actor=SYSTEM)
        file = NewAttachment("chair.png", "image/png", b"a photo")
        said = NewArticle("And a second thing", "The chair wobbles.", sender=Sender.CUSTOMER, visible_to_customer=True, attachments=[file])
        position = ticket.add_article(said, actor=SYSTEM).position
    return {"article": str(position), "title": "", "queue": "Support", "customer_user": "carla", "process": "repairing"}


def test_a_process_whose_first_form_has_to_know_more_asks_for_it_before_it_begins(anna, number):
    given = to_be_split(number)
    for wrong in ({"article": "99"}, {"queue": "Nowhere"}, {"customer_user": "nobody at all"}, {"title": "x" * 256}):
        assert anna.post(f"/tickets/{number}/verbs/split", data=given | wrong).status_code == 422, wrong
    led = anna.post(f"/tickets/{number}/verbs/split", data=given)
    address = led.headers["Location"]
    assert (led.status_code, address.partition("?")[0]) == (302, f"/tickets/{number}/split/{given['article']}/repairing/start/report")
    assert anna.post(f"/tickets/{number}/verbs/split", data=given, headers={"HX-Request": "true"}).headers["HX-Redirect"] == address
    page = anna.get(address).text
    assert "The chair wobbles." in page
    assert re.search(r'name="ticket-customer"[^>]*>.*?value="carla" selected', page, re.DOTALL)
    sent = dict(re.findall(r'<input type="hidden" name="(shown|form)" value="([^"]*)"', page))
    missing = anna.post(address, data=sent | {"ticket-customer": "carla"})
    assert missing.status_code == 422
    assert "The chair wobbles." in missing.text
    begun = anna.post(address, data=sent | {"ticket-customer": "carla", "answer-damage": "a leg"})
    again = anna.post(address, data=sent | {"ticket-customer": "carla", "answer-damage": "a leg"})
    with unit_of_work(reads_only=True):
        others = db.session.query(Ticket).filter(Ticket.title == "And a second thing").all()
        assert [begun.headers["Location"], again.headers["Location"]] == [f"/tickets/{each.number}" for each in others] * 2
        other = others[0]
        assert (other.words.customer_user, other.words.customer, other.words.queue) == ("carla", "ACME", "Support")
        assert other.field_values["damage"] == "a leg"
        assert [linked.role for linked in other.links()] == [LinkRole.PARENT]
        copied = db.session.query(Article).filter(Article.ticket_id == other.id).one()
        assert (copied.body, copied.visible_to_customer, copied.sender) == ("The chair wobbles.", True, Sender.CUSTOMER)
        assert [each.filename for each in copied.attachments] == ["chair.png"]


def test_what_such_a_form_asks_itself_is_filled_in_with_what_was_said(anna, number):
    given = to_be_split(number) | {"process": "asking", "queue": "Sales", "title": "The chair"}
    with unit_of_work():
        asks = "".join(f'<lz:show field="{name}" as="mandatory"/>' for name in ("title", "queue", "customer", "damage"))
        deployed(REPAIR.replace("repairing", "asking").replace('<lz:show field="damage" as="mandatory"/>', asks))
    address = anna.post(f"/tickets/{number}/verbs/split", data=given).headers["Location"]
    page = anna.get(address).text
    assert 'name="answer-title" type="text" value="The chair"' in page
    for name, value in (("queue", "Sales"), ("customer", "carla")):
        assert re.search(rf'name="answer-{name}"[^>]*>((?!</select>).)*<option value="{value}" selected', page, re.DOTALL), name
    changed = {"answer-title": "A table", "answer-queue": "Support", "answer-customer": "carla", "answer-damage": "a leg"}
    begun = anna.post(address, data=changed)
    with unit_of_work(reads_only=True):
        other = ticket_now(begun.headers["Location"].rpartition("/")[2])
        assert (other.title, other.words.queue, other.words.customer_user) == ("A table", "Support", "carla")


def test_a_form_that_asks_nothing_else_is_left_out(anna, number):
    given = to_be_split(number) | {"process": "asking"}
    with unit_of_work():
        deployed(REPAIR.replace("repairing", "asking").replace('<lz:show field="damage" as="mandatory"/>', '<lz:show field="damage"/>'))
    begun = anna.post(f"/tickets/{number}/verbs/split", data=given)
    with unit_of_work(reads_only=True):
        assert ticket_now(begun.headers["Location"].rpartition("/")[2]).title == "And a second thing"


def test_what_begins_for_another_customer_by_a_form_is_internal(anna, number):
    with unit_of_work():
        people.customer_user("otto", of=people.customer("1002"))
    address = anna.post(f"/tickets/{number}/verbs/split", data=to_be_split(number)).headers["Location"]
    for who, is_read in (("otto", False), ("1002", False), ("", False), ("carla", True)):
        begun = anna.post(address, data={"ticket-customer": who, "answer-damage": "a leg", "shown": "damage"})
        with unit_of_work(reads_only=True):
            other = ticket_now(begun.headers["Location"].rpartition("/")[2])
            assert other.words.customer == {"carla": "ACME", "": None}.get(who, "1002")
            assert db.session.query(Article).filter(Article.ticket_id == other.id).one().visible_to_customer is is_read, who


def test_what_cannot_be_split_off_any_more_gives_back_what_was_written(site, anna, number):
    address = anna.post(f"/tickets/{number}/verbs/split", data=to_be_split(number)).headers["Location"]
    assert anna.get(address.replace(f"/split/{1}/", "/split/77/").replace("/split/2/", "/split/77/")).status_code == 404
    assert anna.get(address.replace("/report?", "/nothing?")).status_code in {404, 422}
    with unit_of_work():
        other = a_ticket(title="Other").number
    anna.post(f"/tickets/{number}/verbs/merge", data={"number": other, "confirmed": other})
    late = anna.post(address, data={"ticket-customer": "carla", "answer-damage": "a leg"})
    assert (late.status_code, "a leg" in late.text) == (409, True)


def test_what_was_done_is_told_in_words(anna, number):
    for name, given, told in (
        ("lock", {}, "Locked."),
        ("owner", {"owner": "anna"}, "The owner is another one now."),
        ("priority", {"priority": "5 very high"}, "The priority is changed."),
    ):
        anna.post(f"/tickets/{number}/verbs/{name}", data=given)
        page = anna.get(f"/tickets/{number}").text
        assert told in page
        assert "Done:" not in page
    assert "Change owner" in page


def test_what_is_refused_keeps_the_input(anna, number):
    past = anna.post(f"/tickets/{number}/verbs/pending", data={"state": "pending reminder", "until": "2001-01-01T10:00"})
    assert past.status_code == 422
    assert "It lies in the past" in past.text
    assert 'value="2001-01-01T10:00"' in past.text
    assert anna.post(f"/tickets/{number}/verbs/priority", data={"priority": "9 absurd"}).status_code == 422
    with unit_of_work(reads_only=True):
        assert ticket_now(number).words.priority == "3 normal"


def test_a_customer_nobody_knows_and_nobody_can_write_to_is_refused(anna, number):
    refused = anna.post(f"/tickets/{number}/verbs/customer", data={"customer_user": "somebody"})
    assert refused.status_code == 422
    assert "There is no customer user of this login or address" in refused.text
    assert '<option value="somebody" selected>' in refused.text


def test_closing_asks_before_it_cancels_activities(anna):
    with unit_of_work():
        number = begun().number
    form = anna.get(f"/tickets/{number}/verbs/close").text
    assert "Still open:" in form
    refused = anna.post(f"/tickets/{number}/verbs/close", data={"state": "closed successful"})
    assert refused.status_code == 409
    with unit_of_work(reads_only=True):
        assert not ticket_now(number).is_closed
    anna.post(f"/tickets/{number}/verbs/close", data={"state": "closed successful", "cancel": "yes"})
    page = anna.get(f"/tickets/{number}").text
    assert f"/tickets/{number}/verbs/reopen" in page
    assert anna.post(f"/tickets/{number}/verbs/reopen").status_code == 302
    with unit_of_work(reads_only=True):
        assert ticket_now(number).words.state == "open"


def begun() -> Ticket:
    """A ticket whose process waits for a person, whatever becomes of the ticket."""
    version = deployed(TWO_STEPS)
    return runner.open_ticket(queue=a_queue("Support", group=a_group()), title="T", actor=SYSTEM, process_id=version.definition.process_id)


def test_who_may_not_is_told_why_and_stopped(site, number):
    ben = logged_in(site, "ben")
    page = ben.get(f"/tickets/{number}").text
    assert "You need the permission “rw” for this ticket." in page
    assert "You need the permission “priority” for this ticket." in page
    for name in ("lock", "priority", "close", "owner"):
        assert ben.post(f"/tickets/{number}/verbs/{name}", data={"priority": "5 very high", "owner": "ben"}).status_code == 403, name
    assert ben.post(f"/tickets/{number}/verbs/watch").status_code == 302


def test_verbs_there_are_none_of(anna, number):
    assert anna.get(f"/tickets/{number}/verbs/explode").status_code == anna.post(f"/tickets/{number}/verbs/explode").status_code == 404
    assert {"lock", "unlock", "move", "close", "merge"} <= set(verbs)


@pytest.mark.parametrize(
    "name, state", [("state", "closed successful"), ("state", "pending reminder"), ("pending", "closed successful"), ("pending", "open")]
)
def test_a_verb_enters_no_state_that_another_one_asks_more_for(anna, number, name, state):
    refused = anna.post(f"/tickets/{number}/verbs/{name}", data={"state": state, "until": TOMORROW})
    assert refused.status_code == 422
    assert "none of the states that are offered here" in refused.text
    with unit_of_work(reads_only=True):
        assert ticket_now(number).words.state == "new"
