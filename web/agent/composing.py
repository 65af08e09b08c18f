"""Writing on a ticket: an answer, a note, a phone call in or out; each with files, and the next state if one is wanted.

Who reads it is the first thing the form says: an answer goes to the customer, a note stays in the house.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from flask import current_app, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from desk.escalations import Sender
from desk.state_types import StateType
from desk.ticket_subjects import SubjectOf, subject_for
from dialogs import drafts, uploads
from dialogs.drafts import Draft
from foundation.db import db
from foundation.errors import Conflict, NotFound, Refused
from processes import leaving_answers, settling
from processes.acting.articles import customer_address
from processes.leaving_answers import Answer
from processes.runner import verbs_of
from processes.saying import Saying, require_left, say, verb_into
from processes.tickets.articles import Article, Channel
from processes.tickets.new_articles import NewArticle
from processes.tickets.ticket import Ticket
from web import presence, readers
from web.admission import Admits, Views
from web.agent import standing
from web.agent.loading import agent, ticket_numbered, ticket_to_change
from web.agent.timelines import Said, said_since
from web.agent.verbs import GOES_ON_ELSEWHERE
from web.agent.verbs.states import moment_given, states
from web.dialog_pages import with_files
from web.unsent import keeps_words

views = Views("composing", __name__, admits=Admits.AGENTS, url_prefix="/tickets")
DRAFT: Final = "write-{kind}"
UNDO: Final = timedelta(seconds=10)  # how long an answer can be taken back
NEXT: Final = (StateType.OPEN, StateType.PENDING_REMINDER, StateType.PENDING_AUTO, StateType.CLOSED)
TYPED: Final = ("to", "subject", "body", "state", "until", "time_units", "files", "read_up_to")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One way to write: what it is called, which everyday verb it is to models (`lz:ticket verbs`), and what becomes of it."""

    label: Any
    verb: str
    icon: str
    channel: Channel
    sender: Sender = Sender.AGENT
    is_visible: bool
    leaves: bool = False


KINDS: Final[dict[str, Kind]] = {
    "answer": Kind(label=lazy_gettext("Answer by mail"), verb="reply", icon="reply", channel=Channel.EMAIL, is_visible=True, leaves=True),
    "note": Kind(label=lazy_gettext("Note"), verb="note", icon="sticky-note", channel=Channel.INTERNAL, is_visible=False),
    "call-in": Kind(
        label=lazy_gettext("They called"),
        verb="phone",
        icon="phone-incoming",
        channel=Channel.PHONE,
        sender=Sender.CUSTOMER,
        is_visible=True,
    ),
    "call-out": Kind(label=lazy_gettext("I called"), verb="phone", icon="phone-outgoing", channel=Channel.PHONE, is_visible=True),
}


@views.get("/<number>/write/<kind>")
def ask(number: str, kind: str) -> ResponseReturnValue:
    """The form, as this agent left it."""
    kind_named(kind)
    ticket = ticket_numbered(number, actor=readers.actor())
    draft = draft_of(ticket, kind)
    given = begun(ticket, kind) if draft is None else MultiDict(draft.content["typed"])
    given.setdefault("read_up_to", str(newest_of(ticket)))
    return form(ticket, kind, given=given, draft=draft)


@views.post("/<number>/write/<kind>")
@keeps_words
def write(number: str, kind: str) -> ResponseReturnValue:
    """Write it down, and with the next state if one was chosen; what leaves the house leaves a moment later."""
    ticket = ticket_to_change(number, actor=readers.actor())
    given = with_files()
    require_left(ticket, kind_named(kind).verb)
    missed = missed_by(ticket, given) if kind_named(kind).leaves else []
    if missed:
        given["read_up_to"] = str(missed[0].article.position)
        return form(ticket, kind, given=given, missed=missed, status=409)
    try:
        require_whole(ticket, kind)
        with settling.undoable():
            (leave if kind_named(kind).leaves else write_down)(ticket, kind, given)
            db.session.flush()
    except (Refused, Conflict) as error:
        problems = error.problems if isinstance(error, Refused) else {"": str(error)}
        return form(ticket, kind, given=given, problems=problems, status=422 if isinstance(error, Refused) else 409)
    drafts.forget_sent(ticket.id, DRAFT.format(kind=kind), actor=readers.actor())
    presence.of(current_app).gone(ticket.id, agent_id=agent().id, doing=kind)
    return redirect(url_for("tickets.show", number=number))


@views.post("/<number>/write/<kind>/draft")
def save_draft(number: str, kind: str) -> ResponseReturnValue:
    """Keep what was typed so far."""
    kind_named(kind)
    ticket = ticket_numbered(number, actor=readers.actor())
    typed = {name: values for name, values in request.form.lists() if name in TYPED}
    files = uploads.hold(uploads.known(typed.get("files", []), actor=readers.actor()))
    content = {"typed": typed, "files": files}
    kept = drafts.save(ticket.id, DRAFT.format(kind=kind), content, actor=readers.actor(), ticket_version=ticket.version)
    return jsonify({"saved_at": kept.saved_at.isoformat()})


@views.post("/<number>/write/<kind>/forget")
def forget_draft(number: str, kind: str) -> ResponseReturnValue:
    """Throw away what was typed."""
    kind_named(kind)
    ticket = ticket_numbered(number, actor=readers.actor())
    drafts.forget_sent(ticket.id, DRAFT.format(kind=kind), actor=readers.actor())
    flash(_("Thrown away."), "ok")
    return redirect(url_for("tickets.show", number=number))


# ------------------------------------------------------------------------------------------------ parts of it
def require_whole(ticket: Ticket, kind: str) -> None:
    """Go on only if it can be written here.

    Raises:
        Conflict: the ticket was merged, perhaps while somebody was writing.
    """
    if ticket.merged_into_id is not None and kind not in ways_left(ticket):
        raise Conflict(GOES_ON_ELSEWHERE)


def kind_named(kind: str) -> Kind:
    """A way to write.

    Raises:
        NotFound: there is none of that name.
    """
    if kind not in KINDS:
        raise NotFound(f"There is no way to write called {kind!r}.")
    return KINDS[kind]


def leave(ticket: Ticket, _kind: str, given: MultiDict[str, str]) -> None:
    """Have an answer leave, once there was time to take it back."""
    answer = Answer(
        to=given.get("to", ""),
        subject=subject_of(ticket, given),
        body=body_of(given),
        time_units=time_of(given),
        state=given.get("state", ""),
        pending_until=until_of(given).isoformat() if given.get("until") else "",
        files=[asdict(file) for file in uploads.known(given.getlist("files"), actor=readers.actor())],
    )
    leaving_answers.send(ticket, answer, actor=readers.actor(), after=UNDO)


def write_down(ticket: Ticket, kind: str, given: MultiDict[str, str]) -> None:
    """Keep what stays in the house."""
    until = until_of(given) if given.get("until") else None
    saying = Saying(verb=kind_named(kind).verb, article=article(ticket, kind, given), state=given.get("state", ""), pending_until=until)
    say(ticket, saying, actor=readers.actor())
    flash(_("Written down."), "ok")


def article(ticket: Ticket, kind: str, given: MultiDict[str, str]) -> NewArticle:
    """What was written, as an article.

    Raises:
        Refused: nothing was written.
    """
    said = kind_named(kind)
    files = uploads.known(given.getlist("files"), actor=readers.actor())
    uploads.settle(files)
    return NewArticle(
        subject=subject_of(ticket, given),
        body=body_of(given),
        channel=said.channel,
        sender=said.sender,
        visible_to_customer=said.is_visible,
        time_units=time_of(given) or None,
        attachments=[file.as_attachment for file in files],
    )


def subject_of(ticket: Ticket, given: MultiDict[str, str]) -> str:
    """The subject; without one it is about what the ticket is about, which no page says twice."""
    return given.get("subject", "").strip() or ticket.title


def body_of(given: MultiDict[str, str]) -> str:
    """The text.

    Raises:
        Refused: nothing was written.
    """
    if not given.get("body", "").strip():
        raise Refused({"body": "Write something."})
    return given["body"]


def time_of(given: MultiDict[str, str]) -> str:
    return given.get("time_units", "").strip().replace(",", ".")


def until_of(given: MultiDict[str, str]) -> datetime:
    return moment_given(given["until"], "until")


def begun(ticket: Ticket, kind: str) -> MultiDict[str, str]:
    """What the form begins with."""
    if not kind_named(kind).leaves:
        return MultiDict()
    return MultiDict({"to": customer_address(ticket), "subject": subject_for(SubjectOf.REPLY, ticket.title, number=ticket.number)})


def newest_of(ticket: Ticket) -> int:
    """The position of the newest article; 0 if there is none."""
    return db.session.scalar(select(func.max(Article.position)).where(Article.ticket_id == ticket.id)) or 0


def missed_by(ticket: Ticket, given: MultiDict[str, str]) -> list[Said]:
    """What others have said since the form was begun, which an answer may have to answer, too."""
    read_up_to = given.get("read_up_to", type=int)
    return [] if read_up_to is None else said_since(ticket, read_up_to, actor=readers.actor())


def draft_of(ticket: Ticket, kind: str) -> Draft | None:
    """What this agent wrote here and did not send."""
    mine = drafts.of_ticket(ticket.id, actor=readers.actor())
    name, author = DRAFT.format(kind=kind), str(readers.actor())
    return next((draft for draft in mine if (draft.dialog, draft.author, draft.title, draft.activity_id) == (name, author, "", None)), None)


def form(ticket: Ticket, kind: str, *, given: MultiDict[str, str], status: int = 200, **more: Any) -> ResponseReturnValue:
    told = {"problems": {}, "draft": None, "missed": []} | more
    files = uploads.known(given.getlist("files"), actor=readers.actor())
    left = verbs_of(ticket)
    choices = states(*(one for one in NEXT if left is None or verb_into(one) in left))
    page = render_template(
        "agent/write.html",
        ticket=ticket,
        kind=kind,
        said=kind_named(kind),
        ways=ways(ticket, kind),
        given=given,
        files=files,
        choices=choices,
        views=standing.views_for(agent()),
        **told,
    )
    return make_response(page, status)


def ways(ticket: Ticket, current: str) -> list[tuple[Any, str, bool]]:
    """The ways to write, as tabs."""
    offered = ways_left(ticket)
    return [(said.label, url_for("composing.ask", number=ticket.number, kind=name), name == current) for name, said in offered.items()]


def ways_left(ticket: Ticket) -> dict[str, Kind]:
    """The ways to write that its process leaves people, by name; a ticket that became part of another one takes notes."""
    if ticket.merged_into_id is not None:
        return {"note": KINDS["note"]}
    left = verbs_of(ticket)
    return {name: said for name, said in KINDS.items() if left is None or said.verb in left}
