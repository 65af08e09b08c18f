"""The names of what happens to tickets: one past-tense name each, and the entry type OTRS knows it by."""

from enum import StrEnum


class Event(StrEnum):
    """What a history entry says has happened."""

    # the ticket
    TICKET_CREATED = "ticket.created"
    FOLLOWED_UP = "ticket.followed-up"
    REOPENED = "ticket.reopened"
    MOVED = "ticket.moved"
    LOCKED = "ticket.locked"
    UNLOCKED = "ticket.unlocked"
    OWNER_CHANGED = "ticket.owner-changed"
    RESPONSIBLE_CHANGED = "ticket.responsible-changed"
    PRIORITY_CHANGED = "ticket.priority-changed"
    STATE_CHANGED = "ticket.state-changed"
    PENDING_TIME_SET = "ticket.pending-time-set"
    TYPE_CHANGED = "ticket.type-changed"
    SERVICE_CHANGED = "ticket.service-changed"
    SLA_CHANGED = "ticket.sla-changed"
    CUSTOMER_CHANGED = "ticket.customer-changed"
    TITLE_CHANGED = "ticket.title-changed"
    FIELD_CHANGED = "ticket.field-changed"
    ARCHIVED = "ticket.archived"
    RESTORED = "ticket.restored"
    MERGED = "ticket.merged"
    SPLIT = "ticket.split"
    LINKED = "ticket.linked"
    UNLINKED = "ticket.unlinked"
    WATCHED = "ticket.watched"
    UNWATCHED = "ticket.unwatched"
    TIME_BOOKED = "ticket.time-booked"
    NOTED = "ticket.noted"  # anything else that is worth a line (OTRS: Misc)
    # articles
    NOTE_ADDED = "article.note-added"
    PHONE_CALL_BY_AGENT = "article.phone-call-by-agent"
    PHONE_CALL_BY_CUSTOMER = "article.phone-call-by-customer"
    EMAIL_BY_AGENT = "article.email-by-agent"
    EMAIL_BY_CUSTOMER = "article.email-by-customer"
    ANSWER_SENT = "article.answer-sent"
    FORWARDED = "article.forwarded"
    BOUNCED = "article.bounced"
    EMAIL_RESENT = "article.email-resent"
    EMAIL_NOT_DELIVERED = "article.email-not-delivered"
    WEB_REQUEST = "article.web-request"
    SYSTEM_REQUEST = "article.system-request"
    AUTO_REPLY_SENT = "article.auto-reply-sent"
    AUTO_FOLLOW_UP_SENT = "article.auto-follow-up-sent"
    AUTO_REJECT_SENT = "article.auto-reject-sent"
    LOOP_PROTECTED = "article.loop-protected"
    ARTICLE_ERASED = "article.erased"
    # notifications
    AGENT_NOTIFIED = "notification.agent-notified"
    CUSTOMER_NOTIFIED = "notification.customer-notified"
    # escalation
    FIRST_RESPONSE_SOON = "escalation.first-response-soon"
    FIRST_RESPONSE_STARTED = "escalation.first-response-started"
    FIRST_RESPONSE_STOPPED = "escalation.first-response-stopped"
    UPDATE_SOON = "escalation.update-soon"
    UPDATE_STARTED = "escalation.update-started"
    UPDATE_STOPPED = "escalation.update-stopped"
    SOLUTION_SOON = "escalation.solution-soon"
    SOLUTION_STARTED = "escalation.solution-started"
    SOLUTION_STOPPED = "escalation.solution-stopped"
    # the process
    PROCESS_STARTED = "process.started"
    PROCESS_ENDED = "process.ended"
    PROCESS_CANCELLED = "process.cancelled"
    PROCESS_MIGRATED = "process.migrated"
    TOKEN_MOVED = "process.token-moved"  # noqa: S105 - a token of a process
    TRANSITIONS_TAKEN = "process.transitions-taken"  # one step: the nodes and flows in order, and the conditions that decided
    ACTIVITY_OPENED = "activity.opened"
    ACTIVITY_COMPLETED = "activity.completed"
    ACTIVITY_ADVANCED = "activity.advanced"
    ACTIVITY_WITHDRAWN = "activity.withdrawn"
    ACTIVITY_CANCELLED = "activity.cancelled"
    ACTIVITY_CLAIMED = "activity.claimed"
    ACTIVITY_RELEASED = "activity.released"
    DIALOG_ANSWERED = "activity.dialog-answered"
    TIMER_FIRED = "process.timer-fired"
    MESSAGE_DELIVERED = "process.message-delivered"
    MESSAGE_BUFFERED = "process.message-buffered"
    SIGNAL_RECEIVED = "process.signal-received"
    ACTION_RUN = "process.action-run"
    ACTION_REPLIED = "process.action-replied"
    INCIDENT_HAPPENED = "process.incident-happened"
    INCIDENT_RESOLVED = "process.incident-resolved"


PROCESS_EVENT = "ProcessEvent"  # OTRS has no entry types for what a process does

# The entry types of OTRS 6 that reports and interfaces know: all 51 of them.
OTRS_TYPES: dict[Event, str] = {
    Event.TICKET_CREATED: "NewTicket",
    Event.FOLLOWED_UP: "FollowUp",
    Event.AUTO_REJECT_SENT: "SendAutoReject",
    Event.AUTO_REPLY_SENT: "SendAutoReply",
    Event.AUTO_FOLLOW_UP_SENT: "SendAutoFollowUp",
    Event.FORWARDED: "Forward",
    Event.BOUNCED: "Bounce",
    Event.ANSWER_SENT: "SendAnswer",
    Event.AGENT_NOTIFIED: "SendAgentNotification",
    Event.CUSTOMER_NOTIFIED: "SendCustomerNotification",
    Event.EMAIL_BY_AGENT: "EmailAgent",
    Event.EMAIL_BY_CUSTOMER: "EmailCustomer",
    Event.PHONE_CALL_BY_AGENT: "PhoneCallAgent",
    Event.PHONE_CALL_BY_CUSTOMER: "PhoneCallCustomer",
    Event.NOTE_ADDED: "AddNote",
    Event.MOVED: "Move",
    Event.LOCKED: "Lock",
    Event.UNLOCKED: "Unlock",
    Event.TIME_BOOKED: "TimeAccounting",
    Event.CUSTOMER_CHANGED: "CustomerUpdate",
    Event.PRIORITY_CHANGED: "PriorityUpdate",
    Event.OWNER_CHANGED: "OwnerUpdate",
    Event.LOOP_PROTECTED: "LoopProtection",
    Event.NOTED: "Misc",
    Event.PENDING_TIME_SET: "SetPendingTime",
    Event.STATE_CHANGED: "StateUpdate",
    Event.FIELD_CHANGED: "TicketDynamicFieldUpdate",
    Event.WEB_REQUEST: "WebRequestCustomer",
    Event.LINKED: "TicketLinkAdd",
    Event.UNLINKED: "TicketLinkDelete",
    Event.SYSTEM_REQUEST: "SystemRequest",
    Event.MERGED: "Merged",
    Event.RESPONSIBLE_CHANGED: "ResponsibleUpdate",
    Event.WATCHED: "Subscribe",
    Event.UNWATCHED: "Unsubscribe",
    Event.TYPE_CHANGED: "TypeUpdate",
    Event.SERVICE_CHANGED: "ServiceUpdate",
    Event.SLA_CHANGED: "SLAUpdate",
    Event.ARCHIVED: "ArchiveFlagUpdate",
    Event.RESTORED: "ArchiveFlagUpdate",
    Event.SOLUTION_STOPPED: "EscalationSolutionTimeStop",
    Event.FIRST_RESPONSE_STARTED: "EscalationResponseTimeStart",
    Event.UPDATE_STARTED: "EscalationUpdateTimeStart",
    Event.SOLUTION_STARTED: "EscalationSolutionTimeStart",
    Event.FIRST_RESPONSE_SOON: "EscalationResponseTimeNotifyBefore",
    Event.UPDATE_SOON: "EscalationUpdateTimeNotifyBefore",
    Event.SOLUTION_SOON: "EscalationSolutionTimeNotifyBefore",
    Event.FIRST_RESPONSE_STOPPED: "EscalationResponseTimeStop",
    Event.UPDATE_STOPPED: "EscalationUpdateTimeStop",
    Event.TITLE_CHANGED: "TitleUpdate",
    Event.EMAIL_RESENT: "EmailResend",
    Event.ARTICLE_ERASED: "Remove",
    Event.EMAIL_NOT_DELIVERED: "Misc",  # OTRS has an event for it, but no entry type
    # Beside the entry of the state or the link, which are those of OTRS.
    Event.REOPENED: "Misc",
    Event.SPLIT: "Misc",
}


def otrs_type(event: Event) -> str:
    """The entry type OTRS knows an event by; what only processes do has one of its own."""
    return OTRS_TYPES.get(event, PROCESS_EVENT)
