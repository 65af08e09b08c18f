"""From an occasion to the people who are told: which notifications are for it, who is meant, who does not want or need it, and by what.

All of it in one unit of work that holds the ticket: who was told stands in its history if, and only if, they were.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from desk.actors import SYSTEM, ActorKind
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.people import Person, folded
from foundation.application import settings
from foundation.clock import now
from foundation.db import db
from notifications.addresses import addresses_for
from notifications.channels import Telling, channels
from notifications.filters import fits_article, fits_ticket
from notifications.occasions import occasions_of
from notifications.recipients import Recipient, recipients_of
from notifications.rules import Notification, about, switched_off
from notifications.wording import worded
from processes.events import Event
from processes.history import HistoryEntry
from processes.tickets.articles import Article
from processes.tickets.new_articles import files_of
from processes.tickets.ticket import Ticket

PEOPLE: dict[str, type[Person]] = {ActorKind.AGENT.value: Agent, ActorKind.CUSTOMER_USER.value: CustomerUser}


@dataclass(frozen=True, kw_only=True)
class Happened:
    """What is told of: the occasions, who brought them about (as history writes it), and the article they are about."""

    occasions: frozenset[str]
    actor: str
    article: Article | None = None
    entry: Mapping[str, Any] = field(default_factory=dict)  # what the history tells of it

    @property
    def acting(self) -> Person | None:
        """The person who acted."""
        kind, _, login = self.actor.partition(":")
        person = PEOPLE.get(kind)
        return None if person is None else db.session.scalar(select(person).where(person.login_folded == folded(login)))

    def leaves_out(self, recipient: Recipient) -> bool:
        """Whether whoever wrote the article wants that agent, or all, not to be told of it."""
        left_out = {folded(login) for login in self.entry.get("not_told", ())}
        return recipient.is_agent and (self.entry.get("agents_told") is False or folded(recipient.name) in left_out)

    def is_hidden_from(self, recipient: Recipient) -> bool:
        """Whether it is nothing for customers."""
        return not recipient.is_agent and self.article is not None and not self.article.visible_to_customer


# ------------------------------------------------------------------------------------------------ the two doors
def tell_of_entry(ticket_id: int, position: int) -> int:
    """Tell of an entry of a ticket's history; returns how often somebody was told."""
    ticket = Ticket.taken(ticket_id, wait=True)
    entry = db.session.scalar(select(HistoryEntry).where(HistoryEntry.ticket_id == ticket_id, HistoryEntry.position == position))
    if ticket is None or entry is None:
        return 0  # the ticket is gone
    article = None if entry.article_id is None else db.session.get(Article, entry.article_id)
    happened = Happened(occasions=occasions_of(entry.event), actor=entry.actor, article=article, entry=entry.data or {})
    return tell(ticket, happened)


def tell_of_occasion(ticket_id: int, occasion: str) -> int:
    """Tell of what time brought about; returns how often somebody was told."""
    ticket = Ticket.taken(ticket_id, wait=True)
    return 0 if ticket is None else tell(ticket, Happened(occasions=frozenset({occasion}), actor=str(SYSTEM)))


# ------------------------------------------------------------------------------------------------ how
def tell(ticket: Ticket, happened: Happened) -> int:
    """Tell everybody who is to be told, by each notification for the occasion."""
    fitting = [
        each
        for each in about(happened.occasions)
        if fits_ticket(ticket, each.ticket_filter) and fits_article(happened.article, each.article_filter)
    ]
    return sum(tell_by(notification, ticket, happened) for notification in fitting)


def tell_by(notification: Notification, ticket: Ticket, happened: Happened) -> int:
    """The same by one notification: each person by each channel, and an entry in history for each channel."""
    people = [each for each in everybody(notification, ticket, happened) if is_meant(each, notification, happened)]
    off = switched_off(notification.id, [each.person.id for each in people if isinstance(each.person, Agent)])
    told_today = today(ticket) if notification.once_a_day else frozenset()
    told = 0
    for channel in notification.channels:
        reached: list[tuple[Recipient, str]] = []
        for each in people:
            event = event_of(each)
            switched = isinstance(each.person, Agent) and channel in off.get(each.person.id, ())
            if switched or (event, notification.id, channel, each.name) in told_today:
                continue
            subject, body = worded(notification, ticket, each, article=happened.article, acting=happened.acting)
            if channels[channel](telling_of(ticket, each, subject, body, attachments=attachments_of(notification, happened))):
                reached.append((each, subject))
        note(ticket, notification, channel, reached)
        told += len(reached)
    return told


def everybody(notification: Notification, ticket: Ticket, happened: Happened) -> list[Recipient]:
    """Whom it is for, each once."""
    addresses = addresses_for(notification, ticket, article=happened.article, acting=happened.acting)
    return list({each.key: each for each in [*recipients_of(notification, ticket), *addresses]}.values())


def is_meant(recipient: Recipient, notification: Notification, happened: Happened) -> bool:
    """Not for what somebody did themselves, not while they are away (unless it says so), and not for what they must not read."""
    person = recipient.person
    if person is not None and str(person.actor) == happened.actor and not notification.also_who_acted:
        return False
    if isinstance(person, Agent) and person.is_out_of_office(now()) and not notification.also_out_of_office:
        return False
    return not happened.is_hidden_from(recipient) and not happened.leaves_out(recipient)


def attachments_of(notification: Notification, happened: Happened) -> tuple[int, ...]:
    """The files of the article it is about, if they are to go along; whoever may be told of it may see them."""
    if happened.article is None or not notification.with_attachments:
        return ()
    return tuple(each.id for each in files_of(happened.article))


def telling_of(ticket: Ticket, recipient: Recipient, subject: str, body: str, *, attachments: tuple[int, ...] = ()) -> Telling:
    return Telling(
        ticket_id=ticket.id,
        ticket_number=ticket.number,
        queue_id=ticket.queue_id,
        subject=subject,
        body=body,
        agent_id=recipient.person.id if isinstance(recipient.person, Agent) else None,
        address=recipient.address,
        attachments=attachments,
    )


# ------------------------------------------------------------------------------------------------ who was told
def event_of(recipient: Recipient) -> Event:
    return Event.AGENT_NOTIFIED if recipient.is_agent else Event.CUSTOMER_NOTIFIED


def note(ticket: Ticket, notification: Notification, channel: str, reached: list[tuple[Recipient, str]]) -> None:
    """Write into the history of the ticket who was told: agents in one entry, everybody else in another."""
    for event in (Event.AGENT_NOTIFIED, Event.CUSTOMER_NOTIFIED):
        told = [(recipient.name, subject) for recipient, subject in reached if event_of(recipient) is event]
        if told:
            data: dict[str, Any] = {"recipients": [name for name, _ in told], "subject": told[0][1], "channel": channel}
            ticket.record(event, actor=SYSTEM, notification=notification.name, notification_id=notification.id, **data)


def today(ticket: Ticket) -> frozenset[tuple[Event, int, str, str]]:
    """Who was told what by which channel since midnight in the zone of the house."""
    told = select(HistoryEntry.event, HistoryEntry.data).where(
        HistoryEntry.ticket_id == ticket.id,
        HistoryEntry.event.in_([Event.AGENT_NOTIFIED, Event.CUSTOMER_NOTIFIED]),
        HistoryEntry.at >= midnight(),
    )
    entries = [(event, data) for event, data in db.session.execute(told) if data and "notification_id" in data]
    return frozenset((event, data["notification_id"], data["channel"], name) for event, data in entries for name in data["recipients"])


def midnight() -> datetime:
    """When this day began, in the zone of the house."""
    return now().astimezone(ZoneInfo(settings().time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
