"""The desk of agents: lists, tickets, their activities and everyday verbs."""

from web.admission import Views
from web.agent import (
    activities,
    around,
    bulk,
    composing,
    doing,
    files,
    leaving,
    lists,
    notices,
    palette,
    saved_views,
    searching,
    splitting,
    starting,
    suggesting,
    tickets,
)

VIEWS: tuple[Views, ...] = (
    lists.views,
    saved_views.views,
    bulk.views,
    notices.views,
    tickets.views,
    doing.views,
    composing.views,
    leaving.views,
    around.views,
    activities.views,
    starting.views,
    splitting.views,
    files.views,
    palette.views,
    searching.views,
    suggesting.views,
)
