"""`laufzettel outbox …`: as people call it."""

import json
from pathlib import Path

import pytest

from commands.opening import opened_house
from foundation import outbox
from foundation.db import db
from foundation.outbox import Message
from foundation.unit_of_work import unit_of_work
from tests.commands.test_keeping import Machine


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setenv("LAUFZETTEL_DATA_DIR", str(tmp_path / "var"))
    return Machine(tmp_path)


def test_what_was_given_up_is_listed_and_tried_again(here: Machine):
    with opened_house():
        with unit_of_work():
            message_id = outbox.put("workers.steps.reply", {}, job_queue="steps")
        with unit_of_work():
            db.session.get_one(Message, message_id).put_off("Nobody answered.", delay=None)
    (found,) = json.loads(here.run("outbox", "list", "--json").stdout)
    assert (found["id"], found["job"], found["problem"]) == (str(message_id), "workers.steps.reply", "Nobody answered.")
    assert here.run("outbox", "retry", str(message_id)).stdout == f"Message {message_id} waits to be done again.\n"
    assert here.run("outbox", "list").stdout == "Nothing was given up.\n"
    assert "was given up" in here.run("outbox", "retry", str(message_id), fails=True).stderr
