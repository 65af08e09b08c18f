"""The desk of agents: lists, tickets, their activities and everyday verbs."""

from web.admission import Views

VIEWS: tuple[Views, ...] = ()
