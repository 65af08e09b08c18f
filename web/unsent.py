"""What somebody wrote and an error kept from being sent: it stands on the page of the error, to be copied.

    @views.post("/<number>/reply")
    @keeps_words
    def send(number: str) -> ...

It is told from what was sent alone, without asking the database: whoever may not see a ticket any more learns nothing of it, neither
how its fields are called.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from flask import current_app, request
from flask_babel import lazy_gettext

from desk.actors import Actor
from dialogs import uploads
from dialogs.forms.article import PREFIX as ARTICLE
from dialogs.forms.form import FORM, PREFIX as ANSWER, SEEN, SHOWN, TICKET
from foundation import sanitise
from processes.tickets.new_articles import HTML
from web import readers

MARK: Final = "_keeps_words"
FORMAT: Final = f"{ARTICLE}-format"
CARRIED: Final = {"csrf_token", "read_up_to", "confirmed", SEEN, SHOWN, FORM, FORMAT}  # what pages send along by themselves
LABELS: Final[dict[str, Any]] = {
    "subject": lazy_gettext("Subject"),
    "title": lazy_gettext("Title"),
    "body": lazy_gettext("Text"),
    "files": lazy_gettext("Files"),
    "time_units": lazy_gettext("Time spent"),
    "to": lazy_gettext("To"),
    "until": lazy_gettext("Until"),
    "pending_until": lazy_gettext("Pending until"),
    "queue": lazy_gettext("Queue"),
    "state": lazy_gettext("State"),
    "priority": lazy_gettext("Priority"),
    "type": lazy_gettext("Type"),
    "service": lazy_gettext("Service"),
    "owner": lazy_gettext("Owner"),
    "responsible": lazy_gettext("Responsible"),
    "customer": lazy_gettext("Customer"),
    "customer_user": lazy_gettext("Customer user"),
}
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Word:
    """One thing that was written, and in which field."""

    label: str
    text: str


def keeps_words(view: View) -> View:
    """Mark a view whose errors give back what it was sent: never one that takes passwords."""
    setattr(view, MARK, True)
    return view


def words() -> list[Word]:
    """What this request wanted to say, as it was typed, files by their names; empty for views that are not marked.

    Strangers get it, too: it is their own, and mostly they are people whose login has ended while they wrote.
    """
    reader = readers.reader()
    is_marked = getattr(current_app.view_functions.get(request.endpoint or ""), MARK, False)
    return list(sent_by(None if reader is None else reader.actor)) if is_marked else []


def sent_by(actor: Actor | None) -> Iterator[Word]:
    is_html = request.form.get(FORMAT) in {"html", HTML}
    for name, values in request.form.lists():
        text = "\n".join(file_named(value, actor) or value for value in values).strip()
        if text and name not in CARRIED:
            yield Word(label_of(name), sanitise.to_text(text) if is_html and name == f"{ARTICLE}-body" else text)
    for name, file in request.files.items(multi=True):
        if file.filename:
            yield Word(label_of(name), file.filename)


def file_named(value: str, actor: Actor | None) -> str | None:
    """The name of a file that was given before, if the value is what stands for one."""
    return uploads.name_claimed(value) if actor is None else uploads.name_of(value, actor=actor)


def label_of(name: str) -> str:
    """What a field is called that everybody knows; any other by its name in the form."""
    for prefix in (ANSWER, ARTICLE, TICKET):
        name = name.removeprefix(f"{prefix}-")
    return str(LABELS.get(name, name.replace("_", " ")))
