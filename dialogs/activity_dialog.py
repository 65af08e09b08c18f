"""Activity dialogs: from the model to a form, and from what was sent to the next step of the process.

    with unit_of_work():
        dialog = at(activity_id, "ruling", actor=anna.actor, reader=reader)
        form = dialog.form()                         # to be shown
    with unit_of_work():
        dialog = at(activity_id, "ruling", actor=anna.actor, reader=reader, held=True)
        form = dialog.form(request.form)
        afterwards = dialog.answer(form)             # Refused: the form says what is wrong, and where

A dialog is data from the model. What may be answered, by whom and under which conditions is asked here for the form, and once more by the
runner, under the lock of the ticket.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from desk.actors import Actor
from desk.fields.texts import read_text
from dialogs import beginnings, drafts, news as happenings, uploads
from dialogs.doers import full_name, open_activities
from dialogs.drafts import Draft
from dialogs.forms.article import PREFIX as ARTICLE
from dialogs.forms.field import Choice
from dialogs.forms.form import CUSTOMER, PREFIX as ANSWER, SEEN, SHOWN, DialogForm, as_sent
from dialogs.forms.situation import Situation
from dialogs.news import News, Stale
from dialogs.offers import Button, OfferedActivity, all_open, locked_by_others
from dialogs.origin import Origin
from dialogs.reader import Reader
from dialogs.sentences import say
from dialogs.uploads import Uploaded
from foundation.db import db
from foundation.errors import Forbidden, NotFound, Refused
from processes import runner, settling
from processes.activities import Activity
from processes.runner import Asking, Outcome
from processes.tickets.customership import named_by
from processes.tickets.ticket import Ticket

Sent = Mapping[str, list[str] | str] | MultiDict[str, str]
KEPT_IN_DRAFTS: Final = (f"{ANSWER}-", f"{ARTICLE}-")  # what inputs are called that a person fills in
LONGEST_TYPED: Final = 200  # characters for which something is suggested
CHANGED: Final = "Somebody changed this ticket while you were writing. Look at what happened, then send again."


@dataclass(frozen=True)
class Waiting:
    """An open activity that is somebody else's: what (to customers by its public name, or ""), with whom, until when."""

    activity_id: int
    name: str
    who: str
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Afterwards:
    """What became of an answer.

    `next`: the dialog this person goes on with, where it is clear which; `waiting`: what has to be done otherwise. `incident`: why the
    process could not go on; then nothing was written but that, and administrators can have the step made again with what was said.
    """

    ticket_id: int
    number: str
    next: Button | None = None
    waiting: tuple[Waiting, ...] = ()
    incident: str = ""


@dataclass(frozen=True)
class ActivityDialog:
    """One dialog for one person: of an open activity, to start a process, to enrol a ticket in one, or in a rehearsal."""

    asking: Asking
    actor: Actor
    reader: Reader
    origin: Origin | None = None

    # -------------------------------------------------------------------------------------------- what the page says
    @property
    def id(self) -> str:
        return self.asking.dialog.id

    @property
    def label(self) -> str:
        return self._translated(self.asking.dialog.label)

    @property
    def help(self) -> str:
        return self._translated(self.asking.dialog.help)

    @property
    def advice(self) -> str:
        """What stands above the button."""
        return self._translated(self.asking.dialog.advice)

    @property
    def submit(self) -> str:
        """What stands on the button."""
        return self._translated(self.asking.dialog.submit) or say(self.reader, "Send")

    @property
    def process_name(self) -> str:
        return self._translated(self.asking.process_name)

    @property
    def activity_name(self) -> str:
        """What the activity is called; "" before there is one."""
        return self._translated(self.asking.activity.name) if self.asking.activity is not None else ""

    @property
    def completes(self) -> bool:
        """Whether answering ends the activity."""
        return self.asking.completes

    @property
    def activity(self) -> Activity | None:
        return self.asking.activity

    @property
    def ticket(self) -> Ticket | None:
        """The ticket; None before there is one."""
        return self.asking.ticket

    @property
    def requires_lock(self) -> bool:
        return self.asking.dialog.required_lock and self.actor.is_agent and self.ticket is not None

    @cached_property
    def obstacle(self) -> str:
        """Why it cannot be answered now although it is for this person: somebody else has locked the ticket. Else ""."""
        if not self.requires_lock or self.ticket is None or not locked_by_others(self.ticket, self.actor) or self._is_one_of_several:
            return ""
        return say(self.reader, "It is locked by {who}.", who=full_name(self.ticket.owner_id))

    @cached_property
    def notice(self) -> str:
        """What answering does to the lock; "" if nothing."""
        if not self.requires_lock or self.ticket is None or self.activity is None or self.obstacle:
            return ""
        if self._is_one_of_several:
            return "" if self.activity.claimed_by_id is not None else say(self.reader, "You take this activity when you send this.")
        is_mine = self.ticket.is_locked and self.ticket.owner_id == self.actor.id
        return "" if is_mine else say(self.reader, "You become the owner when you send this.")

    @cached_property
    def _is_one_of_several(self) -> bool:
        return self.ticket is not None and len(open_activities(self.ticket.id)) > 1

    def _translated(self, text: str) -> str:
        return self._situation().translated(text) if text else ""

    def _situation(self) -> Situation:
        return Situation(self.asking, self.actor, self.reader)

    # -------------------------------------------------------------------------------------------- the form
    def form(self, sent: Sent | None = None) -> DialogForm:
        """The form: as it begins, or with what was sent."""
        if sent is None and self.origin is not None:
            return self.refreshed(self.origin.typed)
        return DialogForm(self._situation(), None if sent is None else as_sent(sent))

    def refreshed(self, sent: Sent) -> DialogForm:
        """The form for somebody who is still filling it in: what has come to be shown suggests its values, and nothing is complained of."""
        return DialogForm(self._situation(), as_sent(sent), counts_suggestions=True)

    @property
    def demands(self) -> set[str]:
        """The names of what has to be filled in."""
        return {show.name for show in self.asking.dialog.shows if show.display == "mandatory"}

    def suggestions(self, name: str, text: str, *, sent: Sent | None = None) -> list[Choice]:
        """What fits to the letters typed into a field, the first of words.

        Raises:
            NotFound: there is no such field that can be written.
        """
        form = self.form(sent)
        field = form.customer if name == CUSTOMER and form.customer is not None else form.fields.get(name)
        if field is None or field.is_readonly or not field.suggests:
            raise NotFound(f"The dialog {self.id!r} has no field {name!r} that suggests anything.")
        typed = read_text(text)[:LONGEST_TYPED]
        return field.suggestions(typed) if typed else []

    # -------------------------------------------------------------------------------------------- drafts
    def save_draft(self, sent: Sent) -> Draft | None:
        """Keep what was typed so far; None before there is a ticket, when nothing can be kept.

        Raises:
            Refused: it is too large.
        """
        if self.ticket is None or self.activity is None:
            return None
        return drafts.save(
            self.ticket.id,
            self.id,
            content_of(as_sent(sent), actor=self.actor),
            actor=self.actor,
            activity_id=self.activity.id,
            ticket_version=self.ticket.version,
        )

    def draft(self) -> Draft | None:
        """What this person has typed here and not sent."""
        if self.ticket is None or self.activity is None:
            return None
        found = drafts.of_ticket(self.ticket.id, actor=self.actor)
        place = (self.activity.id, self.id, str(self.actor), "")
        return next((each for each in found if (each.activity_id, each.dialog, each.author, each.title) == place), None)

    def restored(self, draft: Draft) -> DialogForm:
        """The form as a draft left it; hostile or outdated content counts as little as in any form that is sent."""
        return self.refreshed(sent_in(draft))

    def news(self, form: DialogForm) -> list[News]:
        """What others did with the ticket since the form was shown."""
        if self.ticket is None or form.seen is None:
            return []
        return happenings.news_since(self.ticket, form.seen, actor=self.actor, reader=self.reader)

    # -------------------------------------------------------------------------------------------- answering
    def answer(self, form: DialogForm) -> Afterwards:
        """Send what the form says: the runner writes it, and moves the process on.

        Raises:
            Refused: something in it is wrong; the form says what, where.
            Stale: others have changed the ticket since the form was shown; it tells what they did.
            Conflict: somebody else completed, claimed or locked it.
        """
        begun = self._begun_by(form)
        if begun is not None:
            return self._afterwards(begun)
        if not form.validate():
            raise Refused({name: " ".join(sentences) for name, sentences in form.errors.items()})
        if news := self.news(form):
            form.knows_news = True
            raise Stale(say(self.reader, CHANGED), news, happenings.differences(form, news))
        uploads.settle(files_in(form))
        try:
            with settling.undoable():
                ticket, outcome = self._run(form)
        except Refused as refused:
            form.refuse(refused)
            raise
        except (NotFound, Forbidden) as error:  # what a verb found: the dialog itself was the actor's when it was asked for
            form.problem = str(error)
            raise Refused(form.problem) from error
        if outcome is not None and outcome.incident is not None:
            return Afterwards(ticket_id=ticket.id, number=ticket.number, incident=outcome.incident.message)
        if self.activity is not None:
            drafts.forget_sent(ticket.id, self.id, actor=self.actor, activity_id=self.activity.id)
        return self._afterwards(ticket)

    def _run(self, form: DialogForm) -> tuple[Ticket, Outcome | None]:
        asking = self.asking
        if self.activity is not None:
            outcome = runner.complete(self.activity.id, actor=self.actor, given=form.given())
            return db.session.get_one(Ticket, self.activity.ticket_id), outcome
        elif asking.event is None:
            raise Refused("This is a rehearsal: nothing is sent.")
        elif asking.ticket is not None:
            ticket = Ticket.for_update(asking.ticket.id)
            return ticket, runner.enrol(ticket, asking.process_id, actor=self.actor, given=form.given(), event=asking.event)
        else:
            return self._begin(form), None

    def _begin(self, form: DialogForm) -> Ticket:
        """The ticket that begins with this form: once, however often it is sent."""
        if form.number and not beginnings.claim(form.number, actor=self.actor):
            begun = self._begun_by(form)
            if begun is not None:
                return begun
        asking = self.asking
        besides = {} if self.origin is None else self.origin.besides({show.name for show in asking.dialog.shows})
        wanted = besides | named_by("" if form.customer is None else str(form.customer.data or ""))
        ticket = runner.open_by_dialog(asking.process_id, given=form.given(), actor=self.actor, event=asking.event, **wanted)
        if self.origin is not None:
            self.origin.begun(ticket)
        if form.number:
            beginnings.keep(form.number, ticket, actor=self.actor)
        return ticket

    def _begun_by(self, form: DialogForm) -> Ticket | None:
        """The ticket that this form has begun already."""
        is_asked = bool(form.number) and self.activity is None and self.asking.ticket is None
        return beginnings.begun_by(form.number, actor=self.actor) if is_asked else None

    def _afterwards(self, ticket: Ticket) -> Afterwards:
        try:
            activities = all_open(ticket, actor=self.actor, reader=self.reader)
        except (NotFound, Forbidden):  # it went where the actor sees nothing any more
            return Afterwards(ticket_id=ticket.id, number=ticket.number)
        following = self._only(activities)
        others = [each for each in activities if not each.is_mine]
        told = others if self.actor.is_customer_user or following is not None or not self.completes else activities
        waiting = tuple(Waiting(each.activity_id, each.name, each.who, each.due_at) for each in told)
        return Afterwards(ticket_id=ticket.id, number=ticket.number, next=following, waiting=waiting)

    def _only(self, activities: Sequence[OfferedActivity]) -> Button | None:
        """The one dialog with which this person goes on; None where there are several to choose from."""
        own = [button for each in activities if each.is_own for button in each.buttons]
        completing = [button for button in own if button.is_possible and button.completes]
        return completing[0] if self.completes and len(completing) == 1 else None


# ------------------------------------------------------------------------------------------------ finding
def at(activity_id: int, dialog_id: str | None, *, actor: Actor, reader: Reader, held: bool = False) -> ActivityDialog:
    """A dialog of an open activity.

    Args:
        activity_id: the row of the activity.
        dialog_id: by id or label; None: the only one.
        actor: who reads and answers.
        reader: in which language and zone.
        held: the answer follows in this unit of work.

    Raises:
        NotFound, Forbidden, Conflict, Refused: as `processes.runner.ask`.
    """
    return ActivityDialog(runner.ask(activity_id, dialog_id, actor=actor, held=held), actor, reader)


def to_start(  # noqa: PLR0913 - a start dialog, who reads it, and what it comes from
    process_id: str, dialog_id: str | None, *, actor: Actor, reader: Reader, event: str | None = None, origin: Origin | None = None
) -> ActivityDialog:
    """A dialog that starts a process; `origin`: what the ticket comes from.

    Raises:
        NotFound, Forbidden: as `processes.runner.ask_to_start`.
    """
    return ActivityDialog(runner.ask_to_start(process_id, dialog_id, actor=actor, event=event), actor, reader, origin)


def to_enrol(  # noqa: PLR0913 - a ticket, a start dialog, and who reads it
    ticket_id: int, process_id: str, dialog_id: str | None, *, actor: Actor, reader: Reader, event: str | None = None, held: bool = False
) -> ActivityDialog:
    """A start dialog by which a ticket that is there goes on in another process; what runs for it is cancelled.

    Raises:
        NotFound, Forbidden: as `processes.runner.ask_to_enrol`.
    """
    return ActivityDialog(runner.ask_to_enrol(ticket_id, process_id, dialog_id, actor=actor, event=event, held=held), actor, reader)


def in_rehearsal(version_id: int, dialog_id: str, *, actor: Actor, reader: Reader) -> ActivityDialog:
    """A dialog of any version as somebody would see it. Whoever shows it sees to it that a designer asks.

    Raises:
        NotFound: as `processes.runner.ask_in_rehearsal`.
    """
    return ActivityDialog(runner.ask_in_rehearsal(version_id, dialog_id, actor=actor), actor, reader)


# ------------------------------------------------------------------------------------------------ what drafts hold
def content_of(sent: MultiDict[str, str], *, actor: Actor) -> dict[str, Any]:
    """What was typed, and the files with it."""
    kept = {name: values for name, values in sent.lists() if name in {SEEN, SHOWN} or name.startswith(KEPT_IN_DRAFTS)}
    files = uploads.known((value for values in kept.values() for value in values if "." in value), actor=actor)
    return {"sent": kept, "files": uploads.hold(files)}


def sent_in(draft: Draft) -> MultiDict[str, str]:
    """What was typed, as it would be sent again."""
    kept = draft.content.get("sent", {}) if isinstance(draft.content, dict) else {}
    return MultiDict((str(name), str(value)) for name, values in kept.items() for value in values)


def files_in(form: DialogForm) -> list[Uploaded]:
    """The new files of a form."""
    fields = [field for field in form.shown if field.kind == "file" and field.was_sent]
    found = [uploaded for field in fields if (uploaded := getattr(field, "uploaded", None)) is not None]
    return [*found, *(form.article.files if form.article is not None else ())]
