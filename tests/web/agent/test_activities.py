"""Dialogs over HTTP: shown, refreshed, drafted, sent; refused where rights or locks say so; nobody's input is lost."""

import io
import re

import pytest
from flask.testing import FlaskClient

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.priorities import Priority
from foundation.db import db
from foundation.errors import Unavailable
from foundation.unit_of_work import unit_of_work
from processes import runner
from processes.activities import Activity
from processes.claiming import claim
from processes.running.answering import Input
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.processes.bpmn_text import flows, node, ours, process
from tests.processes.models import deployed
from tests.processes.ticket_factories import a_worker
from tests.web.browsing import logged_in, with_password
from web import dialog_pages

DECLARES = (
    '<lz:field name="verdict" type="dropdown" label="Verdict">'
    '<lz:value key="yes">Granted</lz:value><lz:value key="no">Refused</lz:value></lz:field>'
    '<lz:field name="reason" type="text" label="Reason"/><lz:field name="secret" type="text" label="Secret"/>'
    '<lz:dialog id="judge" label="Judge it" for="agent" requiredLock="true">'
    '<lz:text>Look closely.</lz:text><lz:show field="verdict" as="mandatory"/>'
    '<lz:show field="reason" as="mandatory" when="verdict == \'no\'"/><lz:show field="secret" as="hidden" default="sealed"/>'
    '<lz:article as="optional" channel="internal" attachments="optional"/></lz:dialog>'
)
JUDGING = process(
    "judging",
    node("startEvent", "start"),
    node("userTask", "judge", ours('<lz:offers dialog="judge"/>')),
    node("userTask", "again", ours('<lz:offers dialog="judge"/>')),
    node("endEvent", "over"),
    flows("start > judge > again > over"),
    declares=DECLARES,
)


@pytest.fixture
def address(site) -> str:
    with unit_of_work():
        for login in ("anna", "ben"):
            with_password(a_worker(login))
        with_password(people.agent("eve"))
        version = deployed(JUDGING)
        ticket = runner.open_ticket(
            queue=a_queue("Support", group=a_group()), title="Case", actor=SYSTEM, process_id=version.definition.process_id
        )
        activity_id = db.session.query(Activity.id).filter(Activity.ticket_id == ticket.id).scalar()
        return f"/tickets/{ticket.number}/activities/{activity_id}/judge"


@pytest.fixture
def anna(site, address) -> FlaskClient:
    return logged_in(site, "anna")


def inputs(page: str) -> dict[str, str]:
    """What the form would send as it is."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: value for name, value in hidden if name != "csrf_token"}


def named(page: str, label: str) -> str:
    """The name of the input behind a label."""
    target = re.search(rf'<label for="([^"]+)">{label}', page)
    assert target, label
    control = re.search(rf'id="{re.escape(target[1])}" name="([^"]+)"', page)
    assert control, target[1]
    return control[1]


def of(address: str) -> Ticket:
    return db.session.query(Ticket).filter(Ticket.number == address.split("/")[2]).one()


def test_a_dialog_is_shown_refreshed_and_sent(anna, address):
    page = anna.get(address).text
    assert "Look closely." in page
    assert "You become the owner when you send this." in page
    assert "Reason" not in page
    assert "Secret" not in page
    verdict = named(page, "Verdict")
    refreshed = anna.post(f"{address}/refresh", data=inputs(page) | {verdict: "no"}).text
    reason = named(refreshed, "Reason")
    missing = anna.post(address, data=inputs(page) | {verdict: "no"})
    assert missing.status_code == 422
    sent = anna.post(address, data=inputs(refreshed) | {verdict: "no", reason: "Too dear", "answer-secret": "forged"})
    assert sent.status_code == 302, sent.text
    assert sent.headers["Location"].endswith("/judge"), "the next dialog of the same person follows at once"
    assert sent.headers["Location"] != address
    with unit_of_work(reads_only=True):
        ticket = of(address)
        assert ticket.field_values["reason"] == "Too dear"
        assert ticket.field_values["secret"] == "sealed"
        assert ticket.words.owner == "anna"


def test_files_come_along_with_scripts_or_without(anna, address):
    page = anna.get(address).text
    kept = anna.post(
        "/uploads", data={"file": (io.BytesIO(b"a photo"), "photo.png", "image/png")}, headers={"Accept": "application/json"}
    ).json
    data = inputs(page) | {named(page, "Verdict"): "yes", named(page, "Text"): "See the pictures.", named(page, "Subject"): "Pictures"}
    name = re.search(r'data-name="([^"]+)"', page)
    assert name
    plain = (io.BytesIO(b"another"), "../../evil\x00.png", "image/png")
    sent = anna.post(address, data={**data, name[1]: [kept["id"], plain]}, content_type="multipart/form-data")
    assert sent.status_code == 302, sent.text
    timeline = anna.get("/tickets/" + address.split("/")[2]).text
    assert "photo.png" in timeline
    assert "evil" in timeline
    assert "../" not in timeline
    assert anna.post("/uploads", headers={"Accept": "application/json"}).status_code == 422


def test_what_was_typed_is_kept_and_comes_back(anna, address):
    page = anna.get(address).text
    text = named(page, "Text")
    saved = anna.post(f"{address}/draft", data=inputs(page) | {text: "Half a thought"})
    assert saved.json["saved_at"]
    again = anna.get(address).text
    assert "Half a thought" in again
    assert "This is what you wrote" in again


def test_a_stale_form_tells_what_happened_and_goes_through_the_second_time(site, anna, address):
    page = anna.get(address).text
    with unit_of_work():
        Ticket.for_update(of(address).id).set_priority(Priority.named("5 very high"), actor=Agent.named("ben").actor)
    data = inputs(page) | {named(page, "Verdict"): "yes"}
    stale = anna.post(address, data=data)
    assert stale.status_code == 409
    assert "Others changed this ticket meanwhile" in stale.text
    assert "Ben Anders" in stale.text
    assert anna.post(address, data=inputs(stale.text) | {named(page, "Verdict"): "yes"}).status_code == 302


def test_two_collide_and_nobody_loses_a_word(site, anna, address):
    page = anna.get(address).text
    with unit_of_work():
        activity_id = int(address.split("/")[4])
        runner.complete(activity_id, actor=Agent.named("ben").actor, given=Input(dialog="judge", answers={"verdict": "yes"}))
    late = anna.post(address, data=inputs(page) | {named(page, "Verdict"): "no", named(page, "Text"): "My long explanation"})
    assert late.status_code == 409
    assert "Somebody was faster" in late.text
    assert "Ben Anders closed this activity." in late.text
    assert "agent:ben" not in late.text
    assert "My long explanation" in late.text
    assert "Refused" in late.text, "an option by its label"
    assert "agent:ben" not in anna.get(address).text
    text = {named(page, "Verdict"): "no", named(page, "Text"): "My long explanation"}
    for path in ("/refresh", "/draft"):
        meanwhile = anna.post(f"{address}{path}", data=inputs(page) | text)
        note = meanwhile.json["overtaken"] if path == "/draft" else meanwhile.text
        assert meanwhile.status_code == 409
        assert "Ben Anders closed this activity." in note
        assert "<!doctype" not in note.lower(), "it is put beside what was typed"
    assert anna.post(f"{address}/refresh", data=inputs(page) | text).headers["HX-Retarget"] == "#dialog-overtaken"


def test_who_types_where_somebody_has_begun_meanwhile_is_told_who(anna, address):
    page = anna.get(address).text
    with unit_of_work():
        claim(int(address.split("/")[4]), actor=Agent.named("ben").actor)
    told = anna.post(f"{address}/draft", data=inputs(page) | {named(page, "Text"): "Half a thought"})
    assert told.status_code == 409
    assert "is claimed by Ben Anders" in told.json["overtaken"]
    late = anna.post(address, data=inputs(page) | {named(page, "Verdict"): "no", named(page, "Text"): "Half a thought"})
    assert "is claimed by Ben Anders" in late.text
    assert "Half a thought" in late.text


def test_who_may_not_is_refused(site, anna, address):
    eve = logged_in(site, "eve")
    for path in ("", "/refresh", "/draft"):
        assert eve.post(f"{address}{path}").status_code == 404, path
    assert eve.get(address).status_code == 404
    with unit_of_work():
        Ticket.for_update(of(address).id).lock(actor=Agent.named("ben").actor)
    page = anna.get(address).text
    assert "It is locked by Ben Anders." in page
    blocked = anna.post(address, data=inputs(page) | {named(page, "Verdict"): "yes"})
    assert blocked.status_code == 409
    assert "Ben Anders" in blocked.text
    number = address.split("/")[2]
    assert anna.get(address.replace(number, "9999")).status_code == 404
    assert anna.get(address.replace("/judge", "/nothing")).status_code in {404, 422}


# ------------------------------------------------------------------------------------------------ what cannot be sent any more
def move_away(address: str) -> None:
    """Put the ticket where only the house sees it."""
    with unit_of_work():
        Ticket.for_update(of(address).id).move_to(a_queue("Hidden", group=people.group("hidden")), actor=SYSTEM)


def test_who_may_not_see_the_ticket_any_more_gets_back_what_was_written(anna, address):
    page = anna.get(address).text
    file = {"file": (io.BytesIO(b"a photo"), "photo.png", "image/png")}
    photo = anna.post("/uploads", data=file, headers={"Accept": "application/json"}).json["id"]
    files = re.search(r'data-name="([^"]+)"', page)
    assert files
    written = {named(page, "Verdict"): "no", named(page, "Text"): "My <b>long</b>\nexplanation"}
    move_away(address)
    lost = anna.post(address, data={**inputs(page), **written, files[1]: [photo, (io.BytesIO(b"x"), "plan.pdf")]})
    assert lost.status_code == 404
    assert "<title>You may not see this any more" in lost.text
    assert "My &lt;b&gt;long&lt;/b&gt;\nexplanation" in lost.text
    assert (lost.text.count("photo.png"), lost.text.count("plan.pdf"), photo in lost.text) == (1, 1, False)
    for unsaid in ("Case", "Judge it", "Granted", "Look closely.", ">seen<", ">shown<"):
        assert unsaid not in lost.text, unsaid


def test_where_there_is_no_such_ticket_the_page_is_the_same(anna, address):
    words = {"answer-verdict": "no"}
    number = address.split("/")[2]
    move_away(address)
    hidden, none = (anna.post(each, data=words) for each in (address, address.replace(number, "9999")))
    for page in (hidden, none):
        assert page.status_code == 404
    plain = [re.sub(rf"{number}|9999|[0-9a-f]{{32}}", "", page.text) for page in (hidden, none)]
    assert plain[0] == plain[1]
    assert "What you wrote" not in anna.post(address).text, "nothing was"


def test_who_may_not_do_it_any_more_gets_back_what_was_written(site, anna, address):
    with unit_of_work():
        people.grant(Agent.named("eve"), a_group(), "ro")
    eve = logged_in(site, "eve")
    refused = eve.post(address, data={"answer-verdict": "no", "article-body": "My explanation"})
    assert (refused.status_code, "My explanation" in refused.text) == (403, True)


def test_notes_verbs_and_broken_houses_give_back_what_was_written_too(anna, address, monkeypatch):
    def fail(*_: object) -> None:
        raise Unavailable("Redis is away: 10.1.2.3")

    with monkeypatch.context() as patched:
        patched.setattr(dialog_pages, "go_on", fail)
        broken = anna.post(address, data={"answer-verdict": "yes", "article-body": "My explanation", "article-subject": "Why"})
    assert (broken.status_code, "My explanation" in broken.text) == (503, True)
    move_away(address)
    ticket = f"/tickets/{address.split('/')[2]}"
    note = anna.post(f"{ticket}/write/note", data={"body": "Call back", "read_up_to": "7"}, headers={"Accept-Language": "de"})
    assert (note.status_code, "Call back" in note.text) == (404, True)
    assert "Das dürfen Sie nicht mehr sehen." in note.text
    assert "read up to" not in note.text
    assert "A fine title" in anna.post(f"{ticket}/verbs/split", data={"title": "A fine title"}).text


def test_whose_login_ended_while_they_wrote_lose_nothing(anna, address, site):
    """Nor is anything told that they did not send: a stranger gets the same."""
    page = anna.get(address).text
    file = {"file": (io.BytesIO(b"a photo"), "photo.png", "image/png")}
    photo = anna.post("/uploads", data=file, headers={"Accept": "application/json"}).json["id"]
    written = {**inputs(page), named(page, "Verdict"): "no", named(page, "Text"): "My <b>long</b>\nexplanation", "article-files": photo}
    anna.post("/logout")
    for stranger in (anna, site.test_client()):
        lost = stranger.post(address, data=written, headers={"Accept-Language": "de"})
        assert lost.status_code == 401
        assert "My &lt;b&gt;long&lt;/b&gt;\nexplanation" in lost.text
        assert ("photo.png" in lost.text, photo in lost.text, "Judge it" in lost.text) == (True, False, False)
        assert 'href="/login"' in lost.text
        assert "Sie sind abgemeldet" in lost.text
    assert anna.post(address).headers["Location"].startswith("/login"), "nothing was written"
    with unit_of_work(reads_only=True):
        assert db.session.query(Activity).filter(Activity.closed_at.is_not(None)).count() == 0


def test_processes_are_started_from_cards(site, anna):
    page = anna.get("/start/")
    cards = re.findall(r'href="(/start/[^"]+)"', page.text)
    assert cards
    shown = [anna.get(card) for card in cards if card != "/start/"]
    assert all(each.status_code == 200 for each in shown)
