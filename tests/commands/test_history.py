"""`laufzettel history verify`: as people call it."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from commands.opening import opened_house
from desk.actors import SYSTEM
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes.events import Event
from tests.commands.test_keeping import Machine
from tests.processes.tickets import a_ticket
from workers.history import sign_checkpoint


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A desk with one ticket of two entries, and a checkpoint."""
    monkeypatch.setenv("LAUFZETTEL_DATA_DIR", str(tmp_path / "var"))
    with opened_house(), unit_of_work():
        ticket = a_ticket(number="4711")
        for title in ("Printer on fire", "Printer is out"):
            ticket.record(Event.TITLE_CHANGED, actor=SYSTEM, new=title)
        ticket.store()
        sign_checkpoint()
    return Machine(tmp_path)


def test_history_is_proven_and_forgeries_are_told(here: Machine):
    told = here.run("history", "verify").stdout
    assert told.startswith("2 entries of 1 tickets and 1 checkpoints: all as they were written.\nThe newest checkpoint is 1 of ")
    digest = told.rpartition(" ")[2].strip(".\n")
    proof = json.loads(here.run("history", "verify", "--ticket", "4711", "--expect", digest, "--json").stdout)
    assert (proof["holds"], proof["entries"], proof["newest_checkpoint"]["digest"], proof["findings"]) == (True, 2, digest, [])
    with opened_house(), unit_of_work():
        db.session.execute(text("UPDATE history_entry SET actor = 'agent:ben' WHERE position = 1"))
        db.session.execute(text("DELETE FROM history_checkpoint"))
    told = here.run("history", "verify", "--expect", digest, fails=True).stdout
    assert "ticket 4711, entry 1: It was changed" in told
    assert f"No checkpoint has the digest {digest}" in told
    assert "2 entries of 1 tickets and 0 checkpoints: 2 findings." in told
    assert "no checkpoint yet" in told
    finding = json.loads(here.run("history", "verify", "--json", fails=True).stdout)["findings"][0]
    assert (finding["ticket"], finding["position"], finding["checkpoint"]) == ("4711", 1, None)


def test_a_ticket_that_is_not_there_is_told(here: Machine):
    assert "There is no ticket '4712'." in here.run("history", "verify", "--ticket", "4712", fails=True).stderr
