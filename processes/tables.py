"""All tables of processes and tickets: whoever needs the whole schema imports this."""

from processes import activities, children, history, incidents, instances, leaving_answers, messages, notices, timers, versions
from processes.bulk_changes import records as bulk_changes
from processes.tickets import articles, links, ticket, watchers

__all__ = [
    "activities",
    "articles",
    "bulk_changes",
    "children",
    "history",
    "incidents",
    "instances",
    "leaving_answers",
    "links",
    "messages",
    "notices",
    "ticket",
    "timers",
    "versions",
    "watchers",
]
