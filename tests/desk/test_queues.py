"""Queues: what they know by default, and what is refused at which field."""

from typing import Any

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.auditing import AuditEntry
from desk.calendars import Calendar
from desk.queues import FollowUp, Queue
from desk.salutations import Salutation
from desk.signatures import Signature
from foundation.db import db
from foundation.errors import Forbidden, NotFound
from tests.desk.people import agent
from tests.desk.refusals import problems_of_changing, problems_of_creating
from tests.desk.words import a_group, a_queue, an_address, found_or_made

pytestmark = pytest.mark.usefixtures("work")


def test_a_new_queue_promises_nothing_and_is_open_to_answers() -> None:
    queue = a_queue()
    assert (queue.follow_up, queue.lock_after_follow_up, queue.unlock_timeout_minutes) == (FollowUp.POSSIBLE, False, 0)
    assert (queue.first_response_minutes, queue.update_minutes, queue.solution_minutes) == (0, 0, 0)
    assert (queue.first_response_notify_percent, queue.update_notify_percent, queue.solution_notify_percent) == (None, None, None)
    assert (queue.process_id, queue.is_default, queue.is_valid, queue.group.name) == ("request", False, True, "users")
    assert (queue.system_address, queue.salutation, queue.signature, queue.calendar) == (None, None, None, None)


def test_the_follow_up_options_are_those_of_otrs() -> None:
    assert [option.value for option in FollowUp] == ["possible", "reject", "new-ticket"]


def test_a_queue_keeps_all_it_is_given() -> None:
    values: dict[str, Any] = {
        "process_id": "Incident_2.handling-v1",
        "follow_up": "new-ticket",
        "lock_after_follow_up": True,
        "unlock_timeout_minutes": 45,
        "first_response_minutes": 60,
        "first_response_notify_percent": 80,
        "solution_minutes": 600,
        "system_address": an_address(queue=a_queue("Target")),
        "salutation": Salutation.create(name="Hello", actor=SYSTEM),
        "signature": Signature.create(name="Bye", actor=SYSTEM),
        "calendar": found_or_made(Calendar, "Berlin"),
        "comment": "for everything",
    }
    queue = a_queue("Support", **values)
    db.session.expire_all()
    assert {name: getattr(queue, name) for name in values} == values
    assert queue.follow_up is FollowUp.NEW_TICKET


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("group", None, "needed"),
        ("follow_up", "perhaps", "none of possible, reject, new-ticket"),
        ("follow_up", None, "needed"),
        ("lock_after_follow_up", "yes", "neither true nor false"),
        ("lock_after_follow_up", None, "needed"),
        ("unlock_timeout_minutes", -1, "no number of minutes"),
        ("unlock_timeout_minutes", "5", "no number of minutes"),
        ("unlock_timeout_minutes", 1.5, "no number of minutes"),
        ("unlock_timeout_minutes", True, "no number of minutes"),
        ("unlock_timeout_minutes", None, "no number of minutes"),
        ("unlock_timeout_minutes", 10**7, "more than ten years"),
        ("first_response_minutes", -5, "no number of minutes"),
        ("update_minutes", "an hour", "no number of minutes"),
        ("solution_minutes", -1, "no number of minutes"),
        ("first_response_notify_percent", 95, "10 to 90 percent in tens"),
        ("update_notify_percent", 0, "10 to 90 percent in tens"),
        ("solution_notify_percent", 100, "10 to 90 percent in tens"),
        ("solution_notify_percent", -10, "10 to 90 percent in tens"),
        ("solution_notify_percent", "50", "10 to 90 percent in tens"),
        ("first_response_notify_percent", 50, "nothing to warn of"),
        ("update_notify_percent", 50, "nothing to warn of"),
        ("solution_notify_percent", 50, "nothing to warn of"),
        ("process_id", "", "no id of a process"),
        ("process_id", "two words", "no id of a process"),
        ("process_id", "1st", "no id of a process"),
        ("process_id", None, "no id of a process"),
        ("process_id", "x" * 256, "at most 255"),
        ("name", 5, "is no text"),
        ("is_default", 1, "neither true nor false"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(field: str, value: Any, sentence: str) -> None:
    queue = a_queue()
    assert sentence in problems_of_changing(queue, **{field: value})[field]
    db.session.expire_all()
    assert queue.name == "Support"
    if value is not None:
        problems = problems_of_creating(Queue, **{"name": "Other", "group": a_group(), field: value})
        assert list(problems) == [field]


def test_a_queue_without_group_or_name_is_refused_naming_both() -> None:
    assert problems_of_creating(Queue) == {"name": "It is needed.", "group": "It is needed."}


def test_minutes_cannot_be_taken_from_under_a_warning() -> None:
    queue = a_queue(update_minutes=60, update_notify_percent=50)
    assert list(problems_of_changing(queue, update_minutes=0)) == ["update_notify_percent"]
    assert queue.change(actor=SYSTEM, update_minutes=0, update_notify_percent=None)


@pytest.mark.parametrize("percent", range(10, 100, 10))
def test_all_tens_of_percent_can_be_chosen(percent: int) -> None:
    assert a_queue(solution_minutes=10, solution_notify_percent=percent).solution_notify_percent == percent


def test_mail_is_written_from_the_queues_address_or_that_of_the_default_queue() -> None:
    raw = a_queue("Raw", is_default=True)
    desk, support = an_address("desk@company.example", queue=raw), an_address("support@company.example", queue=raw)
    raw.change(actor=SYSTEM, system_address=desk)
    queue = a_queue("Support", system_address=support)
    assert queue.sender_address is support
    queue.change(actor=SYSTEM, system_address=None)
    assert queue.sender_address is desk


def test_only_administrators_change_queues() -> None:
    queue, anna = a_queue(), agent().actor
    with pytest.raises(Forbidden, match="'admin'"):
        queue.change(actor=anna, name="Mine")
    with pytest.raises(Forbidden, match="'admin'"):
        Queue.create(actor=anna, name="Mine", group=queue.group)


def test_changes_are_audited_by_name() -> None:
    queue = a_queue()
    queue.change(actor=SYSTEM, group=a_group("admin"), follow_up=FollowUp.REJECT)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.noun == "queue").order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert entry.changes == {"group": ["users", "admin"], "follow_up": ["possible", "reject"]}
    assert queue.change(actor=SYSTEM, group=a_group("admin")) is False


def test_the_default_queue_stays_valid_until_another_is_it() -> None:
    with pytest.raises(NotFound):
        Queue.default()
    raw, misc = a_queue("Raw", is_default=True), a_queue("Misc")
    assert "make another one the default first" in problems_of_changing(raw, validity="invalid")["validity"]
    misc.change(actor=SYSTEM, is_default=True)
    assert Queue.default() is misc
    assert raw.change(actor=SYSTEM, validity="invalid")
