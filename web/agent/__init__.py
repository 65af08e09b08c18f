"""The desk of agents: lists, tickets, their activities and everyday verbs."""

from web.admission import Views
from web.agent import lists, palette

VIEWS: tuple[Views, ...] = (lists.views, palette.views)
