"""All tables of processes and tickets: whoever needs the whole schema imports this."""

from processes import activities, history, incidents, instances, messages, timers, versions
from processes.tickets import articles, links, ticket, watchers

__all__ = [
    "activities",
    "articles",
    "history",
    "incidents",
    "instances",
    "links",
    "messages",
    "ticket",
    "timers",
    "versions",
    "watchers",
]
