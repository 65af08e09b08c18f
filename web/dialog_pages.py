"""Activity dialogs over HTTP, alike for agents and customers: the form, its live refresh, drafts, suggestions, files, and sending it.

A `Place` says in which frame a dialog stands and where its addresses begin; everything else is the same for both sides.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import flash, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict

from dialogs import uploads
from dialogs.activity_dialog import ActivityDialog, Afterwards
from dialogs.forms.form import DialogForm
from dialogs.news import Stale
from dialogs.overtaken import Overtaken, overtaken
from dialogs.reader import Reader
from foundation.errors import Conflict, Refused
from web import readers, translating
from web.requests import Sent
from web.times import moment

LONGEST_TYPED = 100  # characters of what suggestions are asked for
OVERTAKEN = "#dialog-overtaken"  # where a form says that somebody else was faster


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a dialog stands: `template` extends a frame, `address` is that of the dialog, `back` where cancelling leads.

    `query`: what follows its addresses, with its question mark.
    `tells`: what is said once it is sent; None: who has it now, or why it could not go on. `files`: where the files of fields that are only
    shown are to be had. `activity_id` and `dialog_id`: of the activity it is offered at, if it is.
    """

    template: str
    address: str
    back: str
    upload: str
    ticket_page: Callable[[str], str]
    next_page: Callable[[str, int, str], str]  # number, activity, dialog
    shown: dict[str, Any]
    tells: Callable[[Afterwards], str] | None = None
    files: str = ""
    activity_id: int | None = None
    dialog_id: str = ""
    query: str = ""


def dialog_reader() -> Reader:
    """The reader of this page, as dialogs know one."""
    return Reader(translating.shown_language(), readers.zone())


# ------------------------------------------------------------------------------------------------ showing
def show(dialog: ActivityDialog, place: Place) -> ResponseReturnValue:
    """The form, as this person left it."""
    draft = dialog.draft()
    form = dialog.form() if draft is None else dialog.restored(draft)
    return page(dialog, form, place, draft=draft, news=dialog.news(form) if draft is not None else [])


def refresh(load: Callable[[], ActivityDialog], place: Place) -> ResponseReturnValue:
    """The parts of the form, after something was chosen on which others depend; they stay as they are once somebody else was faster."""
    try:
        dialog = load()
    except Conflict as conflict:
        return make_response(note_of(conflict, place), 409, {"HX-Retarget": OVERTAKEN, "HX-Reswap": "innerHTML"})
    return make_response(render_template("dialogs/parts.html", dialog=dialog, form=dialog.refreshed(request.form), place=place))


def save_draft(load: Callable[[], ActivityDialog], place: Place) -> ResponseReturnValue:
    """Keep what was typed so far; once somebody else was faster, say so."""
    try:
        dialog = load()
    except Conflict as conflict:
        return make_response(jsonify({"overtaken": note_of(conflict, place)}), 409)
    draft = dialog.save_draft(request.form)
    return jsonify({"saved_at": draft.saved_at.isoformat() if draft else None})


def suggest(dialog: ActivityDialog, name: str) -> ResponseReturnValue:
    """What fits to the letters typed into a field, given the rest of the form."""
    typed = request.args.get("q", "").strip()[:LONGEST_TYPED]
    return jsonify([{"value": choice.value, "text": choice.label} for choice in dialog.suggestions(name, typed)])


def upload() -> ResponseReturnValue:
    """Keep a file for a form that is about to be sent.

    Raises:
        Refused: there is none, or it is too large.
    """
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refused({"file": "No file was sent."})
    kept = take(file)
    return jsonify({"id": kept.id, "name": kept.name, "size": kept.size})


def take(file: FileStorage) -> uploads.Uploaded:
    return uploads.take(file.stream, file.filename or "", file.content_type or "", actor=readers.actor())


# ------------------------------------------------------------------------------------------------ sending
def send(load: Callable[[], ActivityDialog], place: Place) -> ResponseReturnValue:
    """Answer the dialog; whatever keeps that from happening shows what was typed again."""
    sent = with_files()
    try:
        dialog = load()
    except Conflict as conflict:
        return too_late(sent, conflict, place)
    form = dialog.form(sent)
    try:
        after = dialog.answer(form)
    except Refused:
        return page(dialog, form, place, status=422)
    except Stale as stale:
        return page(dialog, form, place, news=stale.news, differences=stale.differences, status=409)
    except Conflict as conflict:
        if dialog.activity is not None and not dialog.activity.is_open:
            return too_late(sent, conflict, place)
        return page(dialog, form, place, conflict=str(conflict), status=409)
    return go_on(after, place)


def with_files() -> MultiDict[str, str]:
    """What was sent; files that came with the form itself, without scripts, are kept and named in it."""
    sent = Sent(request.form)
    for name, file in request.files.items(multi=True):
        if file.filename:
            sent.add(name, take(file).id)
    return sent


def go_on(after: Afterwards, place: Place) -> ResponseReturnValue:
    """To the next dialog of the same person, else to the ticket, with a word about who has it now."""
    if place.tells is not None and (after.incident or after.next is None):
        flash(place.tells(after), "ok")
        return redirect(place.ticket_page(after.number))
    if after.incident:
        flash(
            _("The process could not go on: %(why)s What you said is kept; an administrator can have it tried again.", why=after.incident),
            "wrong",
        )
        return redirect(place.ticket_page(after.number))
    if after.next is not None and after.next.dialog_id:
        flash(_("Done. Next: %(what)s", what=after.next.label), "ok")
        return redirect(place.next_page(after.number, after.next.activity_id, after.next.dialog_id))
    flash(now_with(after), "ok")
    return redirect(place.ticket_page(after.number))


def now_with(after: Afterwards) -> str:
    """Who has it now, and until when."""
    if not after.waiting:
        return str(_("Done."))
    first = after.waiting[0]
    if first.due_at is None:
        return str(_("Done. Now with %(who)s: %(what)s.", who=first.who, what=first.name))
    return str(
        _("Done. Now with %(who)s: %(what)s, expected by %(when)s.", who=first.who, what=first.name, when=moment(first.due_at, "short"))
    )


def too_late(sent: MultiDict[str, str], conflict: Conflict, place: Place) -> ResponseReturnValue:
    """Somebody else completed it: who, when, and everything that was typed, to be used elsewhere."""
    what = what_became(sent, conflict, place)
    return make_response(render_template("dialogs/overtaken.html", what=what, conflict=conflict, place=place, **place.shown), 409)


def note_of(conflict: Conflict, place: Place) -> str:
    """The same to whoever is still typing, at the form."""
    what = what_became(request.form, conflict, place)
    return render_template("dialogs/overtaken_note.html", what=what, conflict=conflict, place=place)


def what_became(sent: MultiDict[str, str], conflict: Conflict, place: Place) -> Overtaken:
    """What others made of an activity.

    Raises:
        Conflict: there is none, since the dialog starts a process.
    """
    if place.activity_id is None:
        raise conflict
    return overtaken(place.activity_id, place.dialog_id, sent, actor=readers.actor(), reader=dialog_reader())


def page(dialog: ActivityDialog, form: DialogForm, place: Place, *, status: int = 200, **more: Any) -> ResponseReturnValue:
    told = {"news": [], "differences": [], "conflict": "", "draft": None} | more
    return make_response(render_template(place.template, dialog=dialog, form=form, place=place, **told, **place.shown), status)


def address_of(*parts: object) -> str:
    """A path of ours out of parts that may hold anything."""
    return "/" + "/".join(quote(str(part), safe="") for part in parts)
