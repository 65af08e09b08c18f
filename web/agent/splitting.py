"""The first form of a process that begins with what is split off from a ticket, filled in with that."""

from dataclasses import replace
from typing import Any, Final, NamedTuple

from flask import request
from flask.typing import ResponseReturnValue

from desk.queues import Queue
from dialogs import activity_dialog
from dialogs.activity_dialog import ActivityDialog
from dialogs.origin import Origin
from foundation.db import db
from foundation.errors import Conflict, NotFound
from processes.saying import require_left
from processes.tickets.articles import Article
from processes.tickets.choosing import named
from processes.tickets.customership import read_alike
from processes.tickets.reading import articles_of
from processes.tickets.ticket import Ticket
from web import dialog_pages, readers
from web.admission import Admits, Views
from web.agent import standing
from web.agent.loading import agent, ticket_numbered, ticket_to_change
from web.agent.verbs import GOES_ON_ELSEWHERE
from web.dialog_pages import Place, address_of, dialog_reader
from web.unsent import keeps_words

views = Views("splitting", __name__, admits=Admits.AGENTS, url_prefix="/tickets/<number>/split/<int:position>")
FORM: Final = "/<process_id>/<event>/<dialog_id>"
VERB: Final = "split"


class At(NamedTuple):
    """What is split off, and where it begins."""

    position: int
    process_id: str
    event: str
    dialog_id: str


@views.get(FORM)
def show(number: str, **where: Any) -> ResponseReturnValue:
    """The form, filled in with what is split off."""
    ticket, at = ticket_numbered(number, actor=readers.actor()), At(**where)
    return dialog_pages.show(dialog(ticket, at), place(ticket, at))


@views.post(FORM)
@keeps_words
def send(number: str, **where: Any) -> ResponseReturnValue:
    """Begin: the new ticket gets the article, and is a child of the one it came from.

    Raises:
        Forbidden: the process of the ticket does not leave splitting to people.
        Conflict: the ticket became part of another one meanwhile.
    """
    ticket, at = ticket_to_change(number, actor=readers.actor()), At(**where)
    require_left(ticket, VERB)
    if ticket.merged_into_id is not None:
        raise Conflict(GOES_ON_ELSEWHERE)
    return dialog_pages.send(lambda: dialog(ticket, at), place(ticket, at))


@views.post(f"{FORM}/refresh")
def refresh(number: str, **where: Any) -> ResponseReturnValue:
    ticket, at = ticket_numbered(number, actor=readers.actor()), At(**where)
    return dialog_pages.refresh(lambda: dialog(ticket, at), place(ticket, at))


@views.get(f"{FORM}/suggest/<name>")
def suggest(number: str, name: str, **where: Any) -> ResponseReturnValue:
    return dialog_pages.suggest(dialog(ticket_numbered(number, actor=readers.actor()), At(**where)), name)


# ------------------------------------------------------------------------------------------------ parts of it
def dialog(ticket: Ticket, at: At) -> ActivityDialog:
    """The start dialog of the active version, for a ticket that comes from an article of this one.

    Raises:
        NotFound: there is no such dialog for this agent, or no such article.
        Refused: there is no such queue.
    """
    actor = readers.actor()
    article = article_at(ticket, at.position)
    values = ticket.split_values(article, actor=actor)

    def begun(other: Ticket) -> None:
        """What was written goes with it, with its files: internal where those of the other ticket may not read it."""
        copy = values.article if read_alike(ticket, other) else replace(values.article, visible_to_customer=False)
        other.add_article(copy, actor=actor, delivers=False)
        ticket.split_into(other, article, actor=actor)

    begins = {name: request.args.get(name, "") for name in ("title", "customer")}
    queue = request.args.get("queue", "")
    origin = Origin(values=begins | ({"queue": named(Queue, queue, "queue")} if queue else {}), begun=begun)
    return activity_dialog.to_start(at.process_id, at.dialog_id, actor=actor, reader=dialog_reader(), event=at.event, origin=origin)


def article_at(ticket: Ticket, position: int) -> Article:
    """An article of the ticket.

    Raises:
        NotFound: there is none.
    """
    found: Article | None = db.session.scalar(articles_of(ticket, actor=readers.actor()).where(Article.position == position))
    if found is None:
        raise NotFound("This ticket has no such article; choose one of them.")
    return found


def place(ticket: Ticket, at: At) -> Place:
    return Place(
        template="agent/dialog.html",
        address=address_of("tickets", ticket.number, "split", *at),
        query=f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else "",
        back=address_of("tickets", ticket.number),
        upload="/uploads",
        ticket_page=lambda to: address_of("tickets", to),
        next_page=lambda to, activity, named: address_of("tickets", to, "activities", activity, named),
        shown={"views": standing.views_for(agent()), "split_off": (ticket, article_at(ticket, at.position))},
    )
