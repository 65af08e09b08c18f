"""A designer's day: upload, understand what is wrong, activate, look, rehearse, move tickets, help incidents."""

import html
import io
import json
import re
from typing import Any
from zipfile import ZipFile

import pytest

from desk import house_permissions
from desk.actors import SYSTEM
from desk.agents import Agent
from desk.house_permissions import HousePermission
from desk.queues import Queue
from foundation.clock import now
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes import definitions, due, runner
from processes.activities import Activity
from processes.incidents import OPEN, Incident
from processes.instances import Instance
from processes.tickets.ticket import Ticket
from processes.versions import StartTimer
from tests.bpm import otrs_examples
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.processes.bpmn_text import action, flows, node, ours, process
from tests.processes.models import as_file, deployed
from tests.web.agent.test_activities import JUDGING
from tests.web.browsing import logged_in, with_password
from tests.web.designer.test_migrating import moved
from web.designer import uploading

FIRST = process("short", node("startEvent", "start"), node("userTask", "wait"), node("endEvent", "over"), flows("start > wait > over"))
SECOND = process(
    "short",
    node("startEvent", "start"),
    node("userTask", "wait"),
    node("task", "more"),
    node("endEvent", "over"),
    flows("start > wait > more > over"),
)
BROKEN = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><definitions>&e;</definitions>'
REFUSED = process(
    "bad", node("startEvent", "start"), node("userTask", "ask"), node("endEvent", "over"), flows("start > ask > nowhere", "ask > over")
)


def upload(client: Any, *files: tuple[str, bytes], **fields: str):
    given = [(io.BytesIO(data), name) for name, data in files]
    return client.post("/designer/upload", data={"files": given, **fields}, content_type="multipart/form-data")


def begun() -> int:
    with unit_of_work():
        return runner.open_ticket(queue=a_queue("Support", group=a_group()), title="T", actor=SYSTEM, process_id="short").id


def test_a_good_model_is_deployed_looked_at_and_activated(dora):
    assert "Upload a model" in dora.get("/designer/").text
    answer = upload(dora, ("texts/de.yaml", b"Judge it: Beurteilen\n"), ("judging.bpmn", as_file(JUDGING)), reason="Holidays are near")
    assert answer.status_code == 302
    place = answer.headers["Location"]
    page = dora.get(place).text
    assert "Dialogs" in page
    assert dora.get(f"{place}/diagram").mimetype == "application/xml"
    files = ZipFile(io.BytesIO(dora.get(f"{place}/files").data))
    assert {name: files.read(name) for name in files.namelist()} == {"judging.bpmn": as_file(JUDGING), "de.yaml": b"Judge it: Beurteilen\n"}
    assert dora.post(f"{place}/activate").status_code == 302
    process_page = dora.get(place.partition("/versions/")[0]).text
    assert "active" in process_page
    assert "Holidays are near" in process_page


def test_a_changed_model_keeps_its_texts_unless_it_shall_not_and_the_same_is_no_new_version(dora):
    first, second = (("judging.bpmn", as_file(JUDGING + ours_only)) for ours_only in ("", " "))
    upload(dora, first, ("de.yaml", b"Judge it: Beurteilen\n"))
    again = upload(dora, first, keep_texts="1")
    assert "These files are version 1 already; nothing was deployed." in dora.get(again.headers["Location"]).text
    kept, plain = upload(dora, second, keep_texts="1"), upload(dora, second)
    with unit_of_work(reads_only=True):
        said = [definitions.translated(definitions.version_numbered("judging", number).id, "Judge it", "de") for number in (1, 2, 3)]
    assert (kept.headers["Location"][-1], plain.headers["Location"][-1], said) == ("2", "3", ["Beurteilen", "Beurteilen", "Judge it"])
    only = dora.get(f"{plain.headers['Location']}/files")
    assert (only.data, only.headers["Content-Disposition"]) == (second[1], 'attachment; filename="process-3.bpmn"')


def test_a_bad_model_is_explained_where_it_is_bad(dora):
    answer = upload(dora, ("bad.bpmn", as_file(REFUSED)))
    assert answer.status_code == 422
    assert "This model cannot run yet" in answer.text
    assert "nowhere" in answer.text
    assert re.search(r"line \d+", answer.text)
    given = re.search(r'data-marks="([^"]*)"', answer.text)
    assert given
    marks = json.loads(html.unescape(given[1]))
    assert marks["wrong"]
    assert {marks["badges"][element] for element in marks["wrong"]} == {"!"}
    drawn = re.search(r'data-xml-url="(/designer/uploads/[^"]+)"', answer.text)
    assert drawn
    assert b"BPMNShape" in dora.get(drawn[1]).data


def test_hostile_files_are_refused_with_a_sentence(site, dora, monkeypatch):
    for name, data in (
        ("xxe.bpmn", BROKEN),
        ("empty.bpmn", b""),
        ("zip.bpmn", b"PK\x03\x04"),
        ("../../e\x00vil\u202e.bpmn", b"<a/>"),
        ("t.yaml", b"a: b"),
    ):
        answer = upload(dora, (name, data))
        assert answer.status_code == 422, name
        assert "passwd" not in answer.text
        assert "\u202e" not in answer.text
    assert upload(dora).status_code == 422
    monkeypatch.setattr(uploading, "LARGEST", 1_000)
    assert "is larger than" in upload(dora, ("big.bpmn", b"x" * 1_001)).text


def test_who_may_not_deploy_for_a_group_is_told_at_the_field(site):
    with unit_of_work():
        dan = with_password(people.agent("dan"))
        house_permissions.grant(HousePermission.DESIGNER, to=dan, actor=SYSTEM)
        people.grant(Agent.named("dan"), a_group("loans"))
        a_group("others")
    client = logged_in(site, "dan")
    for group, told in (("", "works for the whole house"), ("others", "needs rw in the group")):
        answer = upload(client, ("short.bpmn", as_file(FIRST)), group=group, reason="Kept")
        assert (answer.status_code, told in answer.text, 'value="Kept"' in answer.text) == (422, True, True), group
    assert upload(client, ("short.bpmn", as_file(FIRST)), group="loans").status_code == 302


def test_exports_of_otrs_become_models(dora):
    good = upload(dora, ("leave.yml", otrs_examples.as_yaml(otrs_examples.export())))
    assert good.status_code == 302, good.text
    assert b"BPMNShape" in dora.get(f"{good.headers['Location']}/diagram").data
    answer = upload(dora, ("leave.yml", b"Activity: {}\nActivityDialog: {}\nProcess: nonsense\n"))
    assert answer.status_code == 422
    assert "leave.yml" in answer.text


def test_a_new_version_leaves_running_tickets_alone_until_they_are_moved(site, dora):
    with unit_of_work():
        deployed(FIRST)
    begun()
    second = upload(dora, ("short.bpmn", as_file(SECOND)), reason="One step more").headers["Location"]
    assert dora.post(f"{second}/activate").status_code == 302
    first = dora.get("/designer/processes/short/versions/1").text
    assert "1 here" in first
    moved(dora, second)
    assert "1 here" in dora.get(second).text
    assert dora.post("/designer/processes/short/versions/1/retire").status_code == 302
    refused = dora.post("/designer/processes/short/versions/2/retire")
    assert refused.status_code == 422
    assert dora.post("/designer/processes/short/fade-away").status_code == 302


@pytest.mark.parametrize("address", ["upload", "processes/short/fade-away", "processes/short/versions/1/activate", "incidents/1/retry"])
def test_nobody_else_designs_or_helps(site, address):
    with unit_of_work():
        deployed(FIRST)
        with_password(people.agent("anna"))
    anna = logged_in(site, "anna")
    assert anna.post(f"/designer/{address}").status_code == 403
    assert anna.get("/designer/").status_code == 403


def test_dialogs_are_rehearsed_as_somebody_else(site, dora):
    place = upload(dora, ("judging.bpmn", as_file(JUDGING))).headers["Location"]
    dialogs = re.findall(r'href="([^"]+/rehearse/[^"]+)"', dora.get(place).text)
    assert dialogs
    for dialog in dialogs:
        for whom in ("", "?as=agent:dora", "?as=customer:carla"):
            page = dora.get(f"{dialog}{whom}")
            assert page.status_code == 200, (dialog, whom)
            assert "This is a rehearsal" in page.text
        assert dora.post(dialog, data={}).status_code == 200
    with unit_of_work(reads_only=True):
        assert db.session.query(Ticket).count() == 0


def test_incidents_are_tried_again_skipped_moved_and_ended(site, dora):
    model = process(
        "stuck",
        node("startEvent", "start"),
        node("userTask", "first"),
        node("serviceTask", "fail", ours(action("ticket-queue-set", queue="= 'No' + 'where'"))),
        node("userTask", "rest"),
        flows("start > first > fail > rest"),
    )
    with unit_of_work():
        deployed(model)
    for _ in range(3):
        with unit_of_work():
            ticket = runner.open_ticket(queue=Queue.default(), title="Stuck", actor=SYSTEM, process_id="stuck")
            activity_id = db.session.query(Activity.id).filter(Activity.ticket_id == ticket.id).scalar()
        with unit_of_work():
            runner.complete(activity_id, actor=SYSTEM)
    ids = re.findall(r"/designer/incidents/(\d+)", dora.get("/designer/incidents/").text)
    ids = list(dict.fromkeys(ids))
    assert len(ids) == 3
    assert "Nowhere" in dora.get(f"/designer/incidents/{ids[0]}").text
    dora.post(f"/designer/incidents/{ids[0]}/retry")
    assert open_incidents() == 3
    dora.post(f"/designer/incidents/{ids[0]}/skip")
    assert open_incidents() == 2
    dora.post(f"/designer/incidents/{ids[1]}/move", data={"node": "rest"})
    assert open_incidents() == 1
    dora.post(f"/designer/incidents/{ids[2]}/cancel", data={"reason": "no use"})
    assert open_incidents() == 0
    assert dora.get(f"/designer/incidents/{ids[0]}").status_code == 404
    assert dora.post(f"/designer/incidents/{ids[0]}/explode").status_code == 404


def test_what_cannot_be_undone_is_asked_first_and_what_is_not_possible_says_why(site, dora):
    with unit_of_work():
        deployed(FIRST)
    ticket_id = begun()
    with unit_of_work():
        instance_id = db.session.query(Instance.id).filter(Instance.ticket_id == ticket_id).scalar()
        told = {"ticket_id": ticket_id, "element": "wait", "message": "There is no queue 'Nowhere'.", "verb": "complete", "arguments": {}}
        stuck, orphan = (Incident(**told, instance_id=each, actor="system", token=None) for each in (instance_id, None))
        db.session.add_all([stuck, orphan])
        db.session.flush()
        addresses = [f"/designer/incidents/{each.id}" for each in (stuck, orphan)]
    listed = dora.get("/designer/incidents/").text
    assert all(address in listed for address in addresses)
    page, gone = (dora.get(address) for address in addresses)
    assert (page.status_code, gone.status_code) == (200, 200), "the list leads to it"
    assert "The step is made once more" in page.text
    assert "What is open now is cancelled:" in page.text
    assert "There is no action here that could be left out." in page.text
    assert "Its process is gone" in gone.text
    assert "diagram-box" not in gone.text
    assert dora.get(f"{addresses[1]}/diagram").status_code == 404
    for deed in ("retry", "skip"):
        assert dora.post(f"{addresses[1]}/{deed}").headers["Location"] == addresses[1], "it is told on its page"
    assert open_incidents() == 2


def test_a_process_that_did_not_begin_at_its_time_is_told(dora):
    daily = node("startEvent", "daily", "<bpmn:timerEventDefinition><bpmn:timeCycle>R/P1D</bpmn:timeCycle></bpmn:timerEventDefinition>")
    with unit_of_work():
        version = deployed(process("rounds", daily, node("userTask", "walk"), flows("daily > walk")))
        start = db.session.query(StartTimer).filter(StartTimer.version_id == version.id).one()
        start.due_at = now()
        due.give_up_start(start.id, now(), "There is no queue <b>'Nightly'</b>.")
    for page in ("/designer/incidents/", "/designer/processes/rounds"):
        told = dora.get(page).text
        assert "“rounds” did not begin at its time" in told, page
        assert "There is no queue &lt;b&gt;&#39;Nightly&#39;&lt;/b&gt;." in told
        assert "It is tried again" in told


def open_incidents() -> int:
    with unit_of_work(reads_only=True):
        return db.session.query(Incident).filter(OPEN).count()
