"""All tables of processes and tickets: whoever needs the whole schema imports this."""

from processes import activities, children, history, incidents, instances, messages, notices, timers, versions
from processes.tickets import articles, links, ticket, watchers

__all__ = [
    "activities",
    "articles",
    "children",
    "history",
    "incidents",
    "instances",
    "links",
    "messages",
    "notices",
    "ticket",
    "timers",
    "versions",
    "watchers",
]
