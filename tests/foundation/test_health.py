"""Facts about parts that `/health` and `laufzettel check` share; what they make of them is tested with them."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from foundation import health
from foundation.application import settings
from foundation.clock import moved_to, now
from foundation.errors import Unavailable
from foundation.health import Examination, Part, State, softened
from foundation.outbox import put
from foundation.unit_of_work import unit_of_work


def part(name: str, state: State) -> Part:
    return Part(name=name, state=state, sentence="It is so.")


@pytest.mark.parametrize(
    "name, state, shown",
    [
        ("database", "wrong", "wrong"),
        ("redis", "wrong", "wrong"),
        ("data_dir", "wrong", "wrong"),
        ("workers", "wrong", "warning"),
        ("schedule", "wrong", "warning"),
        ("schedule", "warning", "warning"),
        ("workers", "ok", "ok"),
        ("data_dir", "warning", "warning"),
    ],
)
def test_only_vital_parts_can_be_wrong_for_a_house_that_answers(name, state, shown):
    assert softened(part(name, State(state))).state == shown


def test_parts_that_hang_or_fail_do_not_keep_the_others_from_telling(house):
    gate = threading.Event()

    def hang() -> Part:
        gate.wait(20)
        return part("hanging", State.OK)

    def fail() -> Part:
        raise Unavailable("Redis is away: Connection refused")

    looks = {"sound": lambda: part("sound", State.OK), "hanging": hang, "hanging too": hang, "failing": fail}
    examination = Examination(house, looks)
    began = time.monotonic()
    sound, hanging, hanging_too, failing = examination.parts()
    assert time.monotonic() - began < health.SECONDS + 1, "they are waited for together"
    assert sound.state == "ok"
    assert hanging.state == hanging_too.state == "wrong"
    assert "no answer within 2 seconds" in hanging.sentence
    assert (failing.state, failing.detail) == ("wrong", "Redis is away: Connection refused")
    assert "refused" not in failing.sentence
    gate.set()


def test_effects_that_wait_too_long(house):
    assert health.outbox().state == "ok"
    with unit_of_work():
        put("tests.nothing", [], job_queue="steps")
    assert health.outbox().state == "ok"
    with moved_to(now() + timedelta(minutes=6)):
        late = health.outbox()
    assert late.state == "warning"
    assert late.sentence.startswith("1 effect not handed over")
    assert "laufzettel schedule" in late.remedy


def test_effects_that_are_not_due_yet_are_not_late(house):
    with unit_of_work():
        put("tests.nothing", [], job_queue="steps", due_at=now() + timedelta(days=3))
    assert health.outbox().state == "ok"


def test_the_remedy_fits_the_kind_of_database(house):
    found = settings()
    assert health.database(found).state == "ok"
    assert str(found.data_dir) not in health.database(found).sentence


def test_redis_of_our_own_and_of_others(house):
    ours = health.redis(settings())
    theirs = health.redis(replace(settings(), redis_url="redis://127.0.0.1:1/0"))
    assert (ours.state, theirs.state) == ("wrong", "wrong")
    assert "laufzettel run" in ours.remedy
    assert "LAUFZETTEL_REDIS_URL" in theirs.remedy


def test_space(house, monkeypatch):
    for least, state in ((1 << 20, "ok"), (1 << 62, "warning")):
        monkeypatch.setattr(health, "LITTLE_SPACE", least)
        assert health.data_dir(settings()).state == state
    monkeypatch.setattr(health, "NO_SPACE", 1 << 62)
    assert health.data_dir(settings()).state == "wrong"
