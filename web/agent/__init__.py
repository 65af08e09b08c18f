"""The desk of agents: lists, tickets, their activities and everyday verbs."""

from web.admission import Views
from web.agent import doing, files, lists, palette, suggesting, tickets

VIEWS: tuple[Views, ...] = (lists.views, tickets.views, doing.views, files.views, palette.views, suggesting.views)
