"""Somebody else was faster: what became of an activity while a dialog of it was filled in, and what was typed there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from desk.actors import Actor
from desk.full_names import full_name
from dialogs import activity_dialog, news as happenings
from dialogs.forms.article import ArticlePart
from dialogs.forms.field import DialogField
from dialogs.forms.form import SEEN, as_sent
from dialogs.news import News
from dialogs.reader import Reader
from foundation import sanitise
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
    """An activity that cannot be answered any more, with all that somebody meant to say.

    `closed_by`: a person by name; "" where it was none, or somebody of the house and a customer reads it. `closing` None: it is open still,
    and somebody else is on it.
    """

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
        closed_by="" if actor.is_customer_user else full_name(activity.closed_by or ""),
        closed_at=activity.closed_at,
        news=happenings.news_since(ticket, known, actor=actor, reader=reader),
        kept=kept(version_id, dialog_id, values, actor=actor, reader=reader),
    )


def kept(version_id: int, dialog_id: str, sent: MultiDict[str, str], *, actor: Actor, reader: Reader) -> list[Kept]:
    """What was typed into the fields a dialog has, in their order.

    Raises:
        NotFound: there is no such dialog, or none for the actor.
    """
    dialog = model_of(version_id).dialogs.get(dialog_id)
    if dialog is None or (actor.is_customer_user and "customer" not in dialog.audience):
        raise NotFound(f"There is no dialog {dialog_id!r}, or none you may see.")
    form = activity_dialog.in_rehearsal(version_id, dialog_id, actor=actor, reader=reader).form(sent)
    fields = [field for field in form.fields.values() if field.was_sent and field.kind != "file"]
    found = [Kept(field.asked.label, typed(field)) for field in fields]
    found += [] if form.article is None else written(form.article)
    return [each for each in found if each.text.strip()]


def typed(field: DialogField) -> str:
    """What was said in a field, as people read it; what is no value as it was typed."""
    return ", ".join(field.raw_data or ()) if field.process_errors else field.shown_text


def written(article: ArticlePart) -> list[Kept]:
    """What was written as an article."""
    subject, body = (article.fields[name] for name in ("subject", "body"))
    text = sanitise.to_text(article.html) if article.html else typed(body)
    return [Kept(subject.asked.label, typed(subject) if subject.was_sent else ""), Kept(body.asked.label, text if body.was_sent else "")]
