"""Events of history become jobs that tell people, as long as there is a notification for them."""

import pytest
from flask import Flask
from sqlalchemy import select

from desk.actors import SYSTEM
from foundation.db import db
from foundation.outbox import Message
from foundation.unit_of_work import unit_of_work
from notifications.inbox import InboxNote
from notifications.rules import Notification
from processes import history
from processes.tickets.ticket import Ticket
from tests.desk.words import a_queue
from tests.processes.ticket_factories import a_ticket, a_worker
from workers import call, notifications, reactions

TELL = notifications.tell_of_entry.name


def put() -> list[list[int]]:
    """With which arguments people are to be told, taken out."""
    with unit_of_work():
        messages = db.session.scalars(select(Message).where(Message.job == TELL).order_by(Message.created_at)).all()
        for each in messages:
            db.session.delete(each)
        return [each.arguments for each in messages]


def test_an_event_is_told_of_in_the_background_if_a_valid_notification_is_for_it(seeded_house: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(history, "_reactions", [reactions.react])
    with unit_of_work():
        anna = a_worker("anna")
        ticket_id = a_ticket(owner=anna).id
        a_queue("Second level")
    (created,) = put()
    assert created == [ticket_id, 1]
    with unit_of_work():
        Ticket.for_update(ticket_id).set_title("Printer in flames", actor=SYSTEM)
    assert put() == []
    with unit_of_work():
        texts = {"en": {"subject": "Renamed by <OTRS_CURRENT_UserLogin>", "body": ""}}
        values = {"occasions": ["ticket.title-changed"], "recipients": ["owner"], "channels": ["in-app"], "texts": texts}
        Notification.create(actor=SYSTEM, name="Renamed", **values)
        Ticket.for_update(ticket_id).set_title("Printer again", actor=SYSTEM)
    (renamed,) = put()
    with unit_of_work():
        call(notifications.tell_of_entry.function, renamed)
    assert put() == [], "to have told is told to nobody"
    with unit_of_work():
        (note,) = db.session.scalars(select(InboxNote))
        assert (note.ticket_id, note.subject) == (ticket_id, "Renamed by -")
        Notification.named("Renamed").change(actor=SYSTEM, validity="invalid")
        Ticket.for_update(ticket_id).set_title("Printer, cold", actor=SYSTEM)
    assert put() == []
