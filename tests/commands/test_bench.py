"""`laufzettel bench data`: as people call it."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from commands.opening import opened_house
from desk.queues import Queue
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes.tickets.ticket import Ticket
from tests.commands.test_keeping import Machine
from tests.processes.ticket_factories import a_ticket


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setenv("LAUFZETTEL_DATA_DIR", str(tmp_path / "var"))
    return Machine(tmp_path)


def test_an_empty_house_gets_tickets_and_one_with_tickets_of_people_does_not(here: Machine):
    done = here.run("bench", "data", "--tickets", "20", "--json")
    loaded = json.loads(done.stdout)
    assert (loaded["tickets"], loaded["rows"]["ticket"], loaded["rows"]["instance"]) == (20, 20, 20)
    assert "20 of 20 tickets" in done.stderr
    assert "all as they were written" in here.run("history", "verify").stdout
    with opened_house(), unit_of_work():
        a_ticket(queue=Queue.default())
    refused = here.run("bench", "data", "--tickets", "20", fails=True)
    assert "Tickets of real people are in this house (1)" in refused.stderr
    assert here.run("bench", "data", "--tickets", "5", "--yes").stdout.startswith("5 tickets are added, ")
    with opened_house(), unit_of_work(reads_only=True):
        assert db.session.scalar(select(func.count()).select_from(Ticket)) == 26
