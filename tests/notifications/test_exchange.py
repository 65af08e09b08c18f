"""Notifications as a file: what is written can be read back, and what is here already is changed only if that was asked for."""

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM
from foundation.db import db
from foundation.errors import Refused
from notifications import exchange
from notifications.rules import Notification
from tests.docs_pages import blocks

ONE = b"""
- name: Renamed
  occasions: [ticket.title-changed]
  recipients: [owner]
  channels: [in-app]
  once_a_day: true
  texts:
    en: {subject: Renamed, body: "<OTRS_TICKET_Title>"}
"""


@pytest.mark.usefixtures("desk_work")
def test_a_file_can_be_read_back_and_overwrites_only_if_asked_to():
    written = exchange.as_yaml().encode()
    assert written.count(b"- name: ") == 14
    assert set(exchange.read(written, overwrite=False, actor=SYSTEM).values()) == {"left as it is"}
    assert set(exchange.read(written, overwrite=True, actor=SYSTEM).values()) == {"unchanged"}
    assert exchange.read(ONE, overwrite=False, actor=SYSTEM) == {"Renamed": "new"}
    changed = ONE.replace(b"true", b"false")
    assert exchange.read(changed, overwrite=False, actor=SYSTEM) == {"Renamed": "left as it is"}
    made = db.session.scalars(select(Notification).where(Notification.name == "Renamed")).one()
    assert (made.once_a_day, made.validity) == (True, "valid")
    assert exchange.read(changed, overwrite=True, actor=SYSTEM) == {"Renamed": "changed"}
    assert made.once_a_day is False


@pytest.mark.usefixtures("work")
def test_the_example_of_the_page_is_one():
    (example,) = [block.text for block in blocks("yaml") if block.page == "notifications.md"]
    assert exchange.read(example.encode(), overwrite=False, actor=SYSTEM) == {"The board hears of very high tickets": "new"}


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (b"name: Renamed", "is a list"),
        (b"- occasions: []", "line 1: A notification needs a name"),
        (ONE.replace(b"once_a_day", b"twice"), "has no 'twice'"),
        (ONE.replace(b"[owner]", b"[boss]"), "Renamed, recipients: There is no 'boss'"),
        (ONE.replace(b"true", b"sometimes"), "Renamed, once_a_day"),
        (b"- [", "no YAML"),
    ],
)
@pytest.mark.usefixtures("work")
def test_a_file_that_makes_no_sense_is_refused_with_its_place(file: bytes, told: str):
    with pytest.raises(Refused) as refused:
        exchange.read(file, overwrite=True, actor=SYSTEM)
    assert told in str(refused.value)
