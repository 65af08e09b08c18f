"""The transition actions every house offers, with their parameters, and the names a ticket has.

Which actions exist is the host's to say (`bpm.host`); this is the catalogue of the stand-in ticket, and what models are checked
against at the command line.
"""

from __future__ import annotations

from bpm.host import ActionSpec

ATTRIBUTES = ("title", "queue", "state", "priority", "type", "service", "sla", "owner", "responsible", "lock", "pending_until", "customer")
READABLE = frozenset({"number", "state_type", "customer_user", "created", "changed", "closed", "escalation"})
VIEWS = ("customer", "sla", "queue", "actor", "ticket")

SETTERS = {
    "ticket-state-set": ("state",),
    "ticket-queue-set": ("queue",),
    "ticket-owner-set": ("owner",),
    "ticket-responsible-set": ("responsible",),
    "ticket-lock-set": ("lock",),
    "ticket-priority-set": ("priority",),
    "ticket-type-set": ("type",),
    "ticket-title-set": ("title",),
    "ticket-service-set": ("service",),
    "ticket-sla-set": ("sla",),
    "ticket-customer-set": ("customer",),
}
ARTICLE = (
    "channel to cc bcc from reply_to subject visible_to_customer sender_type content_type history_type history_comment message_id"
    " in_reply_to references no_agent_notify auto_response_type unlock_on_away time_unit force_notification_to exclude_notification_to"
    " exclude_mute_notification_to"
)
TICKET = "queue state lock priority owner responsible type service sla customer customer_user number archive pending link_as process"


def _spec(name: str, required: str = "", optional: str = "", *, outside: bool = False, open_ended: bool = False) -> ActionSpec:
    params = {"required": frozenset(required.split()), "optional": frozenset(optional.split())}
    return ActionSpec(name=name, outside=outside, open_ended=open_ended, **params)


CATALOGUE: dict[str, ActionSpec] = {
    spec.name: spec
    for spec in (
        _spec("ticket-state-set", "state", "pending"),
        _spec("ticket-queue-set", "queue", "keep_lock"),
        _spec("ticket-owner-set", "owner"),
        _spec("ticket-responsible-set", "responsible"),
        _spec("ticket-lock-set", "lock"),
        _spec("ticket-priority-set", "priority"),
        _spec("ticket-type-set", "type"),
        _spec("ticket-title-set", "title"),
        _spec("ticket-service-set", "service"),
        _spec("ticket-sla-set", "sla"),
        _spec("ticket-customer-set", "", "customer customer_user"),
        _spec("field-set", "field", "value"),
        _spec("article-create", "body", ARTICLE, outside=True, open_ended=True),
        _spec("ticket-create", "title", f"{TICKET} body {ARTICLE}", outside=True, open_ended=True),
        _spec("ticket-link", "", "to ticket link_as type", outside=True),
        _spec("notify", "", "to agents groups roles customer subject body channel", outside=True),
        _spec("process-message", "name", "to correlate", outside=True, open_ended=True),
        _spec("webhook", "endpoint", "method path body", outside=True, open_ended=True),
        _spec("children-wait", "", "state count", outside=True),
    )
}
