"""Notifications as a YAML file, and back: a list, each under its name, as administrators hand them from house to house."""

from collections.abc import Sequence
from typing import Any, Final

import yaml
from sqlalchemy import select

from desk.actors import Actor
from desk.exchange.reading import read_yaml
from foundation.db import db
from foundation.errors import Refused
from notifications.rules import Notification

ATTRIBUTES: Final = (
    *("name", "validity", "comment", "occasions", "ticket_filter", "article_filter", "recipients", "named_recipients"),
    *("also_out_of_office", "once_a_day", "also_who_acted", "with_attachments", "visibility", "tooltip", "channels", "texts"),
)


def all_notifications() -> Sequence[Notification]:
    """Valid or not, by name."""
    return db.session.scalars(select(Notification).order_by(Notification.name)).all()


def as_yaml() -> str:
    """All of them."""
    rows = [{name: plain(getattr(each, name)) for name in ATTRIBUTES} for each in all_notifications()]
    written: str = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=140)
    return written


def plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value


def read(data: bytes, *, overwrite: bool, actor: Actor) -> dict[str, str]:
    """Take the notifications of a file into the open unit of work: name -> "new", "changed", "unchanged" or "left as it is".

    Args:
        data: the file.
        overwrite: also change those that are here under the same name.
        actor: who does it.

    Raises:
        Forbidden: the actor is no administrator.
        Refused: it is no such file, or a notification in it breaks a rule; nothing may be kept then.
    """
    return {values["name"]: take(values, overwrite=overwrite, actor=actor) for values in listed(data)}


def take(values: dict[str, Any], *, overwrite: bool, actor: Actor) -> str:
    """One of them; what becomes of it in a word."""
    there = db.session.scalar(select(Notification).where(Notification.name == values["name"]))
    try:
        if there is None:
            Notification.create(actor=actor, **values)
            return "new"
        if not overwrite:
            return "left as it is"
        return "changed" if there.change(actor=actor, **values) else "unchanged"
    except Refused as refused:
        raise Refused({f"{values['name']}, {field}": problem for field, problem in refused.problems.items()}) from refused


def listed(data: bytes) -> list[dict[str, Any]]:
    """The entries of a file.

    Raises:
        Refused: naming the line of what is no entry.
    """
    document = read_yaml(data)
    if not isinstance(document.value, list):
        raise Refused(f"line {document.line}: A file of notifications is a list, as `laufzettel notification export` writes it.")
    found: list[dict[str, Any]] = []
    for node in document.value:
        values = node.plain
        if not isinstance(values, dict) or not isinstance(values.get("name"), str) or not values["name"]:
            raise Refused(f"line {node.line}: A notification needs a name.")
        if unknown := sorted(values.keys() - set(ATTRIBUTES)):
            raise Refused(f"line {node.line}: A notification has no {unknown[0]!r}; it has {', '.join(ATTRIBUTES)}.")
        found.append(values)
    return found
