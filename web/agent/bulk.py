"""Many tickets at once: what was selected, what is to become of it, what stands in the way, how far it has come, and what came of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext
from sqlalchemy import ColumnElement, Row, Select, select

from desk.agents import Agent
from desk.groups import QueuePermission
from desk.master_data import Validity
from desk.permissions import queues_for
from desk.priorities import Priority
from desk.queues import Queue
from desk.state_types import StateType
from desk.states import State
from foundation.db import db
from foundation.errors import Refused
from processes.bulk_changes import looking_ahead, selecting
from processes.bulk_changes.records import BulkChange, BulkItem, Outcome
from processes.tickets.finding import matching
from processes.tickets.ticket import Ticket
from web import readers, times, translating
from web.admission import Admits, Views
from web.agent import standing
from web.agent.asking import ListQuery
from web.agent.loading import agent
from web.agent.verbs import Ask
from web.agent.verbs.attributes import agents, options
from web.agent.verbs.states import moment_given, states
from web.called import called
from web.sentences import told

views = Views("bulk", __name__, admits=Admits.AGENTS, url_prefix="/tickets/bulk")
SAMPLE: Final = 10
MOST_TOLD: Final = 100  # failures on a page
MOST_LISTED: Final = 50
WANTED: Final = ("queue", "owner", "priority", "state", "note")
KINDS: Final = {"owner": "agent", "priority": "priority", "state": "state"}  # of what may have been shipped
CONFIRMED: Final = ("cancel_activities", "also_locked")
LABELS: Final = {
    "queue": lazy_gettext("Queue"),
    "owner": lazy_gettext("Owner"),
    "priority": lazy_gettext("Priority"),
    "state": lazy_gettext("State"),
    "note": lazy_gettext("Note"),
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """A ticket of a change that something is told of; None: the reader may not see it any more."""

    ticket: Row[Any] | None
    problem: str = ""


# ------------------------------------------------------------------------------------------------ selecting
@views.post("")
def choose() -> ResponseReturnValue:
    """Keep what was selected in a list, or all that it holds."""
    query = ListQuery.from_address(request.args)
    try:
        change = selecting.keep(wanted_tickets(query), actor=readers.actor())
    except Refused as refusal:
        flash(" ".join(told(sentence) for sentence in refusal.problems.values()), "warning")
        return redirect(f"{url_for('lists.show')}?{query.address()}")
    return redirect(url_for("bulk.show", change_id=change.id), 303)


def wanted_tickets(query: ListQuery) -> Select[Ticket]:
    """The tickets that were ticked, or all of the list.

    Raises:
        Refused: the list cannot be made as its address says.
    """
    if "everything" not in request.form:
        return select(Ticket).where(Ticket.number.in_(request.form.getlist("selected")))
    view = standing.view_named(query.standing, agent())
    return matching(query.search(standing=view.search, zone=readers.zone()), actor=readers.actor())


# ------------------------------------------------------------------------------------------------ planning
@views.get("/<int:change_id>")
def show(change_id: int) -> ResponseReturnValue:
    """What is asked next: what is to become of them; whether it is right like that; or nothing more, and how far it has come."""
    change = selecting.change_with_id(change_id, actor=readers.actor())
    if change.begun_at is not None:
        return render_template("agent/bulk_result.html", change=change, wishes=wishes_of(change), **progress_of(change), **around())
    if not change.wanted or "change" in request.args:
        return form(change, given=change.wanted)
    try:
        obstacles = looking_ahead.obstacles(change, actor=readers.actor(), language=translating.shown_language())
    except Refused as refusal:
        return form(change, given=change.wanted, problems=refusal.problems)
    return preview(change, obstacles, looking_ahead.cautions(change, language=translating.shown_language()))


@views.post("/<int:change_id>/plan")
def plan(change_id: int) -> ResponseReturnValue:
    """Keep what is to become of them, and show what that would mean."""
    change = selecting.change_with_id(change_id, actor=readers.actor(), held=True)
    try:
        selecting.plan(change, wanted(), actor=readers.actor())
    except Refused as refusal:
        return form(change, given=request.form, problems=refusal.problems, status=422)
    return redirect(url_for("bulk.show", change_id=change_id), 303)


@views.post("/<int:change_id>/begin")
def begin(change_id: int) -> ResponseReturnValue:
    """Have it done."""
    change = selecting.change_with_id(change_id, actor=readers.actor(), held=True)
    selecting.begin(change, actor=readers.actor())
    return redirect(url_for("bulk.show", change_id=change_id), 303)


def wanted() -> dict[str, Any]:
    """What the form says.

    Raises:
        Refused: a moment is none.
    """
    given: dict[str, Any] = {name: request.form[name].strip() for name in WANTED if request.form.get(name, "").strip()}
    if request.form.get("pending_until"):
        given["pending_until"] = moment_given(request.form["pending_until"], "pending_until").isoformat()
    if given:
        given |= {name: True for name in CONFIRMED if name in request.form}
    return given


def form(change: BulkChange, *, given: Any, problems: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "agent/bulk_form.html",
        change=change,
        asks=list(asked()),
        given=shown_values(given),
        problems=problems or {},
        number=sum(selecting.outcomes(change.id)[change.id].values()),
        sample=tickets_of(change, most=SAMPLE),
        **around(),
    )
    return make_response(page, status)


def asked() -> Iterator[Ask]:
    """The fields of the form."""
    into = Queue.id.in_(queues_for(readers.actor(), QueuePermission.MOVE_INTO))
    everybody = select(Agent).where(Agent.validity == Validity.VALID).order_by(Agent.login)
    every_state = states(StateType.NEW, StateType.OPEN, StateType.PENDING_REMINDER, StateType.PENDING_AUTO, StateType.CLOSED)
    yield Ask(name="queue", label=_("Queue"), kind="select", options=options(Queue, into))
    yield Ask(name="owner", label=_("Owner"), kind="select", options=agents(everybody))
    yield Ask(name="priority", label=_("Priority"), kind="select", options=options(Priority))
    yield Ask(name="state", label=_("State"), kind="select", options=every_state)
    yield Ask(name="pending_until", label=_("Until"), kind="moment", help=_("For states that wait for a time."))
    yield Ask(
        name="cancel_activities",
        label=_("Cancel the open activities"),
        kind="checkbox",
        help=_("Only where tickets are closed: without it, one with open activities stays as it is."),
    )
    yield Ask(
        name="also_locked",
        label=_("Also tickets that others have locked"),
        kind="checkbox",
        help=_("Without it, only a note gets onto those."),
    )
    yield Ask(name="note", label=_("Note"), kind="textarea", help=_("It is written on each ticket, and stays in the house."))


def shown_values(given: Any) -> dict[str, str]:
    """What was wanted before, as the fields take it; a moment in the reader's zone."""
    shown = {name: str(value) for name, value in given.items()}
    until = given.get("pending_until")
    if until and given is not request.form:
        shown["pending_until"] = f"{datetime.fromisoformat(until).astimezone(readers.zone()):%Y-%m-%dT%H:%M}"
    return shown


# ------------------------------------------------------------------------------------------------ looking ahead
def preview(change: BulkChange, obstacles: dict[int, str], cautions: dict[int, str]) -> ResponseReturnValue:
    """How many it would be, a sample of them, for which it is not possible, and what else becomes of some."""
    number = sum(selecting.outcomes(change.id)[change.id].values())
    also = {ticket_id: sentence for ticket_id, sentence in cautions.items() if ticket_id not in obstacles}
    return make_response(
        render_template(
            "agent/bulk_preview.html",
            change=change,
            wishes=wishes_of(change),
            number=number,
            possible=number - len(obstacles),
            sample=tickets_of(change, Ticket.id.not_in(obstacles), most=SAMPLE),
            obstacles=first_of(obstacles),
            hindered=len(obstacles),
            cautions=first_of(also),
            concerned=len(also),
            **around(),
        )
    )


def first_of(sentences: dict[int, str]) -> list[Told]:
    """As many as a page tells, the newest tickets first."""
    return with_tickets([(ticket_id, sentences[ticket_id]) for ticket_id in sorted(sentences, reverse=True)[:MOST_TOLD]])


def wishes_of(change: BulkChange) -> list[tuple[str, Any]]:
    """What is to become of them, as pairs of a name and a value."""
    found: list[tuple[str, Any]] = [
        (str(LABELS[name]), called(change.wanted[name], KINDS.get(name, ""))) for name in WANTED if change.wanted.get(name)
    ]
    if change.wanted.get("pending_until"):
        found.append((_("Until"), times.moment(datetime.fromisoformat(change.wanted["pending_until"]))))
    if change.wanted.get("cancel_activities"):
        found.append((_("Open activities"), _("are cancelled where a ticket is closed")))
    if change.wanted.get("also_locked"):
        found.append((_("Locked by others"), _("are changed, too")))
    return found


# ------------------------------------------------------------------------------------------------ how it goes
@views.get("")
def show_all() -> ResponseReturnValue:
    """The changes this agent has asked for in the last weeks."""
    begun = selecting.changes_of(readers.actor()).where(BulkChange.begun_at.is_not(None)).limit(MOST_LISTED)
    changes = db.session.scalars(begun).all()
    outcomes = selecting.outcomes(*(change.id for change in changes))
    rows = [{"change": change, "wishes": wishes_of(change), "counts": counts_of(outcomes[change.id])} for change in changes]
    return render_template("agent/bulk_changes.html", rows=rows, **around())


@views.get("/<int:change_id>/progress")
def show_progress(change_id: int) -> ResponseReturnValue:
    """The part of the page that follows what is going on."""
    change = selecting.change_with_id(change_id, actor=readers.actor())
    return render_template("agent/bulk_progress.html", change=change, **progress_of(change))


@views.post("/<int:change_id>/stop")
def stop(change_id: int) -> ResponseReturnValue:
    """Leave the rest as it is; what was done stays."""
    change = selecting.change_with_id(change_id, actor=readers.actor(), held=True)
    if not selecting.stop(change, actor=readers.actor()):
        flash(_("It was through already."), "info")
    return redirect(url_for("bulk.show", change_id=change_id), 303)


@views.post("/<int:change_id>/again")
def try_again(change_id: int) -> ResponseReturnValue:
    """Have done what could not be done before, or with `stopped` what was left."""
    change = selecting.change_with_id(change_id, actor=readers.actor(), held=True)
    those = Outcome.STOPPED if "stopped" in request.form else Outcome.FAILED
    again = selecting.try_again(change, actor=readers.actor(), those=those)
    if not again:
        flash(_("Nothing is left to be tried again."), "info")
    return redirect(url_for("bulk.show", change_id=change_id), 303)


def progress_of(change: BulkChange) -> dict[str, Any]:
    """How far it has come, and what could not be done."""
    counts = selecting.outcomes(change.id)[change.id]
    number = sum(counts.values())
    failed = select(BulkItem.ticket_id, BulkItem.problem).where(BulkItem.bulk_change_id == change.id, BulkItem.outcome == Outcome.FAILED)
    rows = db.session.execute(failed.order_by(BulkItem.id).limit(MOST_TOLD))
    return {
        "number": number,
        "over": number - counts[Outcome.WAITING],
        "counts": counts_of(counts),
        "failures": with_tickets([(ticket_id, problem) for ticket_id, problem in rows]),
    }


def counts_of(outcomes: dict[Outcome, int]) -> dict[str, int]:
    """As templates ask for them."""
    return {outcome.value: number for outcome, number in outcomes.items()}


# ------------------------------------------------------------------------------------------------ parts of it
def around() -> dict[str, Any]:
    """What stands beside each of these pages."""
    return {"views": standing.views_for(agent())}


def tickets_of(change: BulkChange, *conditions: ColumnElement[bool], most: int) -> list[Row[Any]]:
    """Some of its tickets, the newest first, as far as the reader may see them."""
    return shown(Ticket.id.in_(selecting.tickets_of(change)), *conditions, most=most)


def with_tickets(problems: Sequence[tuple[int, str]]) -> list[Told]:
    """Sentences together with the tickets they are about."""
    found = (
        {row.id: row for row in shown(Ticket.id.in_([ticket_id for ticket_id, _problem in problems]), most=MOST_TOLD)} if problems else {}
    )
    return [Told(ticket=found.get(ticket_id), problem=problem) for ticket_id, problem in problems]


def shown(*conditions: ColumnElement[bool], most: int) -> list[Row[Any]]:
    """Tickets the reader may see, with what these pages tell of them."""
    seen = Ticket.visible_to(readers.actor()).where(*conditions).order_by(Ticket.id.desc()).limit(most)
    named = (
        seen.join(Queue, Queue.id == Ticket.queue_id)
        .join(State, State.id == Ticket.state_id)
        .join(Priority, Priority.id == Ticket.priority_id)
        .join(Agent, Agent.id == Ticket.owner_id)
        .with_only_columns(
            Ticket.id,
            Ticket.number,
            Ticket.title,
            Queue.name.label("queue"),
            State.name.label("state"),
            State.type.label("state_type"),
            Priority.name.label("priority"),
            (Agent.first_name + " " + Agent.last_name).label("owner"),
        )
    )
    return list(db.session.execute(named))
