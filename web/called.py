"""What is shipped, as it is called in the language of the page: states, priorities, types, and the agent who is nobody."""

from flask import Flask

from desk.shipped_names import shown_name
from web.translating import shown_language


def register(website: Flask) -> None:
    website.jinja_env.filters["called"] = called


def called(name: str | None, kind: str) -> str:
    """A name as people read it, "" for none; a house's own stay as they are.

    Args:
        name: as it is stored.
        kind: state, priority, type, or agent, by login or full name.
    """
    return shown_name(kind, name, shown_language()) if name else ""
