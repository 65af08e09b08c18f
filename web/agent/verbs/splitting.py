"""Splitting an article off: it begins a ticket of its own, as the child of this one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _, lazy_gettext
from sqlalchemy import select

from desk.agents import Agent
from desk.customers import Customer
from desk.email_addresses import problem_of
from desk.groups import QueuePermission
from desk.queues import Queue
from dialogs import activity_dialog
from foundation.db import db
from foundation.errors import Refused
from processes import definitions, runner
from processes.deploying.starting import Startable
from processes.tickets.articles import Article
from processes.tickets.choosing import named
from processes.tickets.customership import customer_user_party
from processes.tickets.reading import articles_of
from processes.tickets.splitting import SplitValues
from processes.tickets.ticket import Ticket
from processes.tickets.titling import fitting_title
from web import translating
from web.agent.loading import dialog_reader
from web.agent.timelines import name_in
from web.agent.verbs import Ask, Given, Verb, verbs
from web.agent.verbs.attributes import NOBODY, into_queue
from web.times import moment

ASKED_HERE = {"title", "queue", "customer"}
MOST = 50  # articles to choose from, the newest


@verbs.register("split")
class SplitOff(Verb):
    label = lazy_gettext("Split off as a new ticket")
    done = lazy_gettext("Split off; this is the new ticket.")
    icon = "split"

    def asks(self, ticket: Ticket, agent: Agent) -> list[Ask]:
        articles = list(db.session.scalars(written(ticket, agent).limit(MOST)))
        chosen = request.values.get("article", "")
        article = next((each for each in articles if str(each.position) == chosen), None)
        help_ = _("Left empty, it is the subject of what is split off.")
        return [
            Ask(name="article", label=_("What is split off"), kind="select", options=listed(articles), value=chosen, is_required=True),
            Ask(name="title", label=_("Subject"), value=article.subject if article else "", help=help_),
            into_queue(ticket, agent, QueuePermission.CREATE),
            Ask(
                name="customer_user",
                label=_("Customer user"),
                kind="suggest",
                suggests="/suggest/customer-users",
                value=ticket.words.customer_user or "",
                help=_("A login or an address. For somebody of another customer, what is split off is internal."),
            ),
            Ask(
                name="process",
                label=_("Process"),
                kind="select",
                options=processes_for(agent),
                help=_("Left empty, that of the queue. What the first form of another one has to know is asked next."),
            ),
        ]

    def leads_to(self, ticket: Ticket, given: Given, agent: Agent) -> str:
        """The first form of the process that was chosen, if it has to know more than is asked here."""
        start = start_of(process_in(given, agent), agent)
        if start is None:
            return ""
        values = ticket.split_values(article_in(ticket, given, agent), actor=agent.actor)
        of_whom(values, given.get("customer_user", ""))
        return url_for(
            "splitting.show",
            number=ticket.number,
            position=position_in(given),
            process_id=start.process_id,
            event=start.event,
            dialog_id=start.dialogs[0][0],
            title=fitting_title(given.get("title", "")) or values.title,
            queue=named(Queue, given.get("queue", ""), "queue").name,
            customer=given.get("customer_user", "").strip() or (values.customer or "" if not values.customer_user else ""),
        )

    def do(self, ticket: Ticket, given: Given, agent: Agent) -> str:
        article = article_in(ticket, given, agent)
        values = ticket.split_values(article, actor=agent.actor)
        other = runner.open_ticket(
            queue=named(Queue, given.get("queue", ""), "queue"),
            title=given.get("title", "").strip() or values.title,
            actor=agent.actor,
            process_id=process_in(given, agent) or None,
            **of_whom(values, given.get("customer_user", "")),
        )
        ticket.split_into(other, article, actor=agent.actor)
        return other.number


# ------------------------------------------------------------------------------------------------ what is offered
def written(ticket: Ticket, agent: Agent) -> Any:
    """The articles of the ticket, the newest first."""
    return articles_of(ticket, actor=agent.actor).order_by(Article.position.desc())


def listed(articles: list[Article]) -> list[tuple[str, str]]:
    """Told by subject, author and time."""
    return [(str(each.position), f"{each.subject} – {name_in(each)}, {moment(each.created_at, 'short')}") for each in articles]


def processes_for(agent: Agent) -> list[tuple[str, str]]:
    """What the agent may begin, by name."""
    found = {each.process_id: each for each in definitions.startable_by(agent.actor)}
    language = translating.shown_language()
    names = {key: definitions.translated(each.version_id, each.name, language) for key, each in found.items()}
    return sorted(names.items(), key=lambda one: one[1].casefold())


# ------------------------------------------------------------------------------------------------ what was chosen
def position_in(given: Given) -> int:
    text = given.get("article", "")
    return int(text) if text.isdecimal() and len(text) < len(str(2**31)) else 0


def article_in(ticket: Ticket, given: Given, agent: Agent) -> Article:
    """What is split off.

    Raises:
        Refused: the ticket has no such article.
    """
    found: Article | None = db.session.scalar(written(ticket, agent).where(Article.position == position_in(given)))
    if found is None:
        raise Refused({"article": "This ticket has no such article; choose one of them."})
    return found


def process_in(given: Given, agent: Agent) -> str:
    """The process that was chosen; "": that of the queue.

    Raises:
        Refused: the agent cannot begin such a one.
    """
    chosen = given.get("process", "")
    if chosen and chosen not in dict(processes_for(agent)):
        raise Refused({"process": f"There is no process {chosen!r}, or none you may begin."})
    return chosen


def start_of(process_id: str, agent: Agent) -> Startable | None:
    """Where a process begins, if its first form has to know more than is asked here."""
    found = next((each for each in definitions.startable_by(agent.actor) if each.process_id == process_id), None)
    if found is None:
        return None
    dialog_id = found.dialogs[0][0]
    dialog = activity_dialog.to_start(process_id, dialog_id, actor=agent.actor, reader=dialog_reader(), event=found.event)
    return found if dialog.demands - ASKED_HERE else None


def of_whom(values: SplitValues, typed: str) -> Mapping[str, Any]:
    """Whose the new ticket is, and its first article: internal where that is somebody else's who may not read it.

    Raises:
        Refused: nobody is known or reached by what was typed.
    """
    if typed.strip() == (values.customer_user or ""):
        return {"customer": values.customer, "customer_user": values.customer_user, "article": values.article}
    party, of = customer_user_party(typed)
    if party.unknown and problem_of(party.unknown):
        raise Refused({"customer_user": NOBODY})
    number = db.session.scalar(select(Customer.number).where(Customer.id == of)) if of is not None else party.word
    is_theirs = number is not None and number == values.customer
    article = values.article if is_theirs else replace(values.article, visible_to_customer=False)
    return {"customer": number, "customer_user": party.word, "article": article}
