"""Which entry of the history is which of OTRS's convenience events: desk.md 9, events."""

import pytest

from notifications.occasions import OCCASIONS, Occasion, occasions_of
from processes.events import Event

OF_OTRS = {
    "ticket.created": "new-ticket",  # NotificationNewTicket
    "ticket.followed-up": "follow-up",  # NotificationFollowUp
    "ticket.owner-changed": "owner-update",  # NotificationOwnerUpdate
    "ticket.responsible-changed": "responsible-update",  # NotificationResponsibleUpdate
    "article.note-added": "note-added",  # NotificationAddNote
    "ticket.moved": "moved",  # NotificationMove
    "ticket.service-changed": "service-update",  # NotificationServiceUpdate
    "article.email-not-delivered": "delivery-failure",  # ArticleEmailSendingError
}
BY_TIME = {"lock-timeout", "pending-reminder", "escalation", "escalation-soon"}  # told of by the schedule, with no entry of their own
# TicketStateUpdate, TicketQueueUpdate and the like, by the names history has for them
EVENTS_OF_OTRS = [
    *("ticket.state-changed", "ticket.moved", "ticket.priority-changed", "ticket.pending-time-set", "ticket.merged", "ticket.watched"),
    *("ticket.time-booked", "ticket.field-changed", "ticket.type-changed", "ticket.sla-changed", "ticket.customer-changed"),
    *("ticket.title-changed", "ticket.archived", "ticket.locked", "ticket.unlocked", "ticket.linked"),
    *("article.answer-sent", "article.email-by-customer", "article.web-request"),
    *(f"escalation.{clock}-{what}" for clock in ("first-response", "update", "solution") for what in ("soon", "started", "stopped")),
]


def test_the_convenience_events_of_otrs_follow_from_the_history_or_from_time():
    assert {event.value: occasions_of(event) - {event.value} for event in Event if occasions_of(event) - {event.value}} == {
        event: {occasion} for event, occasion in OF_OTRS.items()
    }
    assert {each.value for each in Occasion} == {*OF_OTRS.values(), *BY_TIME}


@pytest.mark.parametrize("event", EVENTS_OF_OTRS)
def test_every_event_of_otrs_is_an_occasion_of_its_own(event: str):
    assert event in OCCASIONS
    assert event in occasions_of(Event(event))


@pytest.mark.parametrize("event", [Event.AGENT_NOTIFIED, Event.CUSTOMER_NOTIFIED])
def test_to_have_told_somebody_is_no_occasion(event: Event):
    assert occasions_of(event) == frozenset()
    assert event.value not in OCCASIONS
