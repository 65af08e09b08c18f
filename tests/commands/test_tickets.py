"""`laufzettel ticket …`: as people call it."""

import hashlib
import json
from pathlib import Path

import pytest

from commands.opening import opened_house
from desk.actors import SYSTEM
from desk.dynamic_fields import DynamicField
from desk.escalations import Sender
from desk.field_values import set_values
from foundation import blobs
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes.activities import Activity
from processes.events import Event
from processes.instances import Instance, InstanceState
from processes.tickets.articles import Article, ArticleAttachment, Channel
from processes.versions import ProcessDefinition, ProcessVersion
from tests.commands.test_keeping import Machine
from tests.desk.words import a_queue, a_state
from tests.processes.tickets.stored import stored_ticket

FILE = b"PDF, more or less"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A desk with three tickets, one of which has everything a ticket can have."""
    monkeypatch.setenv("LAUFZETTEL_DATA_DIR", str(tmp_path / "var"))
    with opened_house(), unit_of_work():
        support = a_queue("Support::Hall")
        ticket = stored_ticket(
            number="4711", title="No light", queue_id=support.id, state="open", unknown_customer_user="carla@example.com"
        )
        stored_ticket(number="4712", title="No heat", queue_id=support.id, state="new")
        stored_ticket(number="4713", title="No lunch", queue_id=a_queue("Kitchen").id, state="open")
        DynamicField.create(name="room", label="Room", kind="text", actor=SYSTEM)
        set_values("ticket", ticket.id, {"room": "A1"}, actor=SYSTEM)
        put_article(ticket.id)
        run_process(ticket.id)
        ticket.record(Event.NOTED, actor=SYSTEM, text="It is dark.")
        assert a_state("open")
    return Machine(tmp_path)


def put_article(ticket_id: int) -> None:
    people = {"from_text": "Carla <carla@example.com>", "to_text": "support@company.example", "cc_text": "ben@example.com"}
    words = {"subject": "No light", "body": "It is dark.\nHelp!", "created_by": "system"}
    kind = {"sender": Sender.CUSTOMER, "channel": Channel.EMAIL, "visible_to_customer": True}
    article = Article(ticket_id=ticket_id, position=1, **people, **words, **kind)
    db.session.add(article)
    db.session.flush()
    names = {"filename": "hall.pdf", "content_type": "application/pdf", "content_id": "", "disposition": "attachment"}
    kept = blobs.put(FILE, most_bytes=100)
    db.session.add(ArticleAttachment(article_id=article.id, position=1, sha256=kept.sha256, **names))


def run_process(ticket_id: int) -> None:
    definition = ProcessDefinition(process_id="hall", name="Hall", created_by="system")
    db.session.add(definition)
    db.session.flush()
    version = ProcessVersion(definition_id=definition.id, number=3, sha256="", report={}, deployed_by="system")
    db.session.add(version)
    db.session.flush()
    instance = Instance(ticket_id=ticket_id, version_id=version.id, started_by="system", standing=InstanceState.ENDED)
    db.session.add(instance)
    db.session.flush()
    db.session.add(Activity(ticket_id=ticket_id, instance_id=instance.id, token=2, node_id="fix", name="Fix it"))


def test_tickets_are_listed_and_narrowed(here: Machine):
    def numbers(*options: str) -> list[str]:
        return [each["number"] for each in json.loads(here.run("ticket", "list", *options, "--json").stdout)["tickets"]]

    assert numbers() == ["4713", "4712", "4711"]
    assert numbers("--limit", "2") == ["4713", "4712"]
    assert numbers("--queue", "Support") == ["4712", "4711"]
    assert numbers("--queue", "Support", "--state", "open") == ["4711"]
    assert numbers("--process", "hall") == ["4711"]
    assert here.run("ticket", "list", "--state", "new").stdout.split()[:3] == ["4712", "new", "Support::Hall"]
    assert "state: There is no state 'odd'." in here.run("ticket", "list", "--state", "odd", fails=True).stderr


def test_a_ticket_is_shown_with_all_there_is_to_it(here: Machine):
    shown = json.loads(here.run("ticket", "show", "4711", "--json").stdout)
    told = ("number", "title", "queue", "state", "state_type", "priority", "lock", "customer_user", "fields", "process")
    assert {name: shown[name] for name in told} == {
        "number": "4711",
        "title": "No light",
        "queue": "Support::Hall",
        "state": "open",
        "state_type": "open",
        "priority": "3 normal",
        "lock": "unlock",
        "customer_user": "carla@example.com",
        "fields": {"room": "A1"},
        "process": {"id": "hall", "version": 3, "standing": "ended"},
    }
    [article] = shown["articles"]
    assert {name: article[name] for name in ("from", "to", "cc", "subject", "body", "channel", "sender_type", "visible_to_customer")} == {
        "from": "Carla <carla@example.com>",
        "to": "support@company.example",
        "cc": "ben@example.com",
        "subject": "No light",
        "body": "It is dark.\nHelp!",
        "channel": "email",
        "sender_type": "customer",
        "visible_to_customer": True,
    }
    assert article["attachments"] == [
        {
            "filename": "hall.pdf",
            "type": "application/pdf",
            "size": len(FILE),
            "sha256": hashlib.sha256(FILE).hexdigest(),
            "disposition": "attachment",
            "content_id": "",
        }
    ]
    assert [(each["node"], each["name"], each["claimed_by"]) for each in shown["activities"]] == [("fix", "Fix it", None)]
    assert [(each["position"], each["event"], each["type"], each["actor"], each["data"]) for each in shown["history"]] == [
        (1, "ticket.noted", "Misc", "system", {"text": "It is dark."})
    ]
    text = here.run("ticket", "show", "4711").stdout
    for line in (
        "4711  No light",
        "  process        hall, version 3, ended",
        "  room           A1",
        "Open: Fix it",
        "  | Help!",
        "  + hall.pdf",
    ):
        assert line in text
    assert "There is no ticket '9'." in here.run("ticket", "show", "9", fails=True).stderr
