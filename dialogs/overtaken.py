"""Somebody else was faster: what became of an activity while a dialog of it was filled in, and what was typed there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from desk.actors import Actor
from dialogs import news as happenings
from dialogs.forms.article import PREFIX as ARTICLE
from dialogs.forms.form import LABELS, PREFIX as ANSWER, SEEN, as_sent
from dialogs.news import News
from dialogs.reader import Reader
from dialogs.sentences import say
from foundation.db import db
from foundation.errors import NotFound
from processes import activities_access
from processes.activities import Activity, Closing
from processes.definitions import model_of, translated
from processes.instances import Instance
from processes.tickets.ticket import Ticket


@dataclass(frozen=True)
class Kept:
    """One thing that was typed: in which field, and what."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Overtaken:
    """An activity that cannot be answered any more, with all that somebody meant to say."""

    ticket: Ticket
    activity_name: str
    closing: Closing | None
    closed_by: str
    closed_at: datetime | None
    news: list[News]
    kept: list[Kept]


def overtaken(activity_id: int, dialog_id: str, sent: Any, *, actor: Actor, reader: Reader) -> Overtaken:
    """What to show whoever sends a dialog of an activity that is closed.

    Args:
        activity_id: the row of the activity.
        dialog_id: the dialog by id.
        sent: what was sent.
        actor: who sent it.
        reader: in which language.

    Raises:
        NotFound: the actor may not read the ticket, or there is no such dialog for the actor.
    """
    activity = db.session.get(Activity, activity_id)
    if activity is None:
        raise NotFound(f"There is no activity with id {activity_id}, or none you may see.")
    activities_access.require_visible(activity, actor=actor)
    ticket = db.session.get_one(Ticket, activity.ticket_id)
    version_id = db.session.get_one(Instance, activity.instance_id).version_id
    values = as_sent(sent)
    seen = values.get(SEEN, "")
    known = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 16 else ticket.history_length
    return Overtaken(
        ticket=ticket,
        activity_name=translated(version_id, activity.name, reader.language),
        closing=activity.closing,
        closed_by="" if actor.is_customer_user else activity.closed_by or "",
        closed_at=activity.closed_at,
        news=happenings.news_since(ticket, known, actor=actor, reader=reader),
        kept=kept(version_id, dialog_id, values, actor=actor, reader=reader),
    )


def kept(version_id: int, dialog_id: str, sent: MultiDict[str, str], *, actor: Actor, reader: Reader) -> list[Kept]:
    """What was typed into the fields a dialog has, in their order.

    Raises:
        NotFound: there is no such dialog, or none for the actor.
    """
    model = model_of(version_id)
    dialog = model.dialogs.get(dialog_id)
    if dialog is None or (actor.is_customer_user and "customer" not in dialog.audience):
        raise NotFound(f"There is no dialog {dialog_id!r}, or none you may see.")
    found = []
    for show in dialog.shows:
        field = model.fields.get(show.name)
        label = show.label or (field.label if field is not None else "")
        said = translated(version_id, label, reader.language) if label else say(reader, LABELS.get(show.name, show.name))
        found.append(Kept(said, typed(sent, f"{ANSWER}-{show.name}") if show.is_writable and is_text(field) else ""))
    if dialog.article is not None:
        found += [Kept(say(reader, label), typed(sent, f"{ARTICLE}-{name}")) for name, label in (("subject", "Subject"), ("body", "Text"))]
    return [each for each in found if each.text]


def is_text(field: Any) -> bool:
    """Whether what is sent is what was typed: a file is sent by an id that tells nobody anything."""
    return field is None or field.type != "file"


def typed(sent: MultiDict[str, str], name: str) -> str:
    return ", ".join(value for value in sent.getlist(name) if value.strip())
