"""What people can be told of: those occasions OTRS gave names of their own, and every event of a ticket's history by its name."""

from enum import StrEnum

from processes.events import Event


class Occasion(StrEnum):
    """What the shipped notifications are about."""

    NEW_TICKET = "new-ticket"  # NotificationNewTicket
    FOLLOW_UP = "follow-up"  # NotificationFollowUp
    LOCK_TIMEOUT = "lock-timeout"  # NotificationLockTimeout
    OWNER_UPDATE = "owner-update"  # NotificationOwnerUpdate
    RESPONSIBLE_UPDATE = "responsible-update"  # NotificationResponsibleUpdate
    NOTE_ADDED = "note-added"  # NotificationAddNote
    MOVED = "moved"  # NotificationMove
    PENDING_REMINDER = "pending-reminder"  # NotificationPendingReminder
    ESCALATION = "escalation"  # NotificationEscalation
    ESCALATION_SOON = "escalation-soon"  # NotificationEscalationNotifyBefore
    SERVICE_UPDATE = "service-update"  # NotificationServiceUpdate
    DELIVERY_FAILURE = "delivery-failure"  # ArticleEmailSendingError


OF_EVENTS = {
    Event.TICKET_CREATED: Occasion.NEW_TICKET,
    Event.FOLLOWED_UP: Occasion.FOLLOW_UP,
    Event.OWNER_CHANGED: Occasion.OWNER_UPDATE,
    Event.RESPONSIBLE_CHANGED: Occasion.RESPONSIBLE_UPDATE,
    Event.NOTE_ADDED: Occasion.NOTE_ADDED,
    Event.MOVED: Occasion.MOVED,
    Event.SERVICE_CHANGED: Occasion.SERVICE_UPDATE,
    Event.EMAIL_NOT_DELIVERED: Occasion.DELIVERY_FAILURE,
}
# Telling of having told would never end.
UNTOLD = frozenset({Event.AGENT_NOTIFIED, Event.CUSTOMER_NOTIFIED})
OCCASIONS = frozenset(Occasion) | {event.value for event in Event if event not in UNTOLD}


def occasions_of(event: Event) -> frozenset[str]:
    """What an event is an occasion for: its own name, and the one OTRS users know."""
    if event in UNTOLD:
        return frozenset()
    known = OF_EVENTS.get(event)
    return frozenset({event.value} if known is None else {event.value, known.value})
