"""What a notification says to one recipient: in their language, with the times of their zone, and nothing they may not read."""

from typing import Any

from sqlalchemy import select

from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.escalations import Sender
from desk.field_values import readable_values, values_of as stored_values
from desk.people import Person
from desk.shipped_names import shown_name
from desk.ticket_numbers import OTRS_NUMBERING
from foundation.application import settings
from foundation.db import db
from foundation.texts import render
from notifications.clocks import told_of_clocks
from notifications.recipients import Recipient
from notifications.rules import LONGEST_SUBJECT, Notification
from processes.tickets.articles import Article
from processes.tickets.ticket import Ticket

PERSONAL = ("id", "login", "title", "first_name", "last_name", "full_name", "email", "mobile")
COLUMNS = ("id", "number", "title", "created_at", "created_by", "changed_at", "changed_by", "closed_at", "pending_until")
IDS = ("queue_id", "state_id", "priority_id", "type_id", "service_id", "sla_id", "owner_id", "responsible_id")
CLOCKS = {  # what OTRS calls them
    "first_response_due_at": "first_response_time_destination_date",
    "update_due_at": "update_time_destination_date",
    "solution_due_at": "solution_time_destination_date",
    "escalates_at": "escalation_destination_date",
}
CONTACT = ("phone", "fax", "street", "zip", "city", "country")  # of customer users alone
SOURCE = "en"
SHIPPED = {"state": "state", "priority": "priority", "type": "type", "owner": "agent", "responsible": "agent"}
WORDS = ("queue", "state", "priority", "type", "service", "sla", "owner", "responsible", "customer_user")


def worded(
    notification: Notification, ticket: Ticket, recipient: Recipient, *, article: Article | None, acting: Person | None
) -> tuple[str, str]:
    """Subject and body for one recipient.

    Args:
        notification: whose texts.
        ticket: as it is now.
        recipient: who reads it.
        article: what it is about, if the occasion has one.
        acting: who brought the occasion about; None: nobody who has a name.
    """
    language = language_for(notification, recipient.language)
    written = notification.texts[language]
    values = values_for(ticket, recipient, article=article, acting=acting, language=language)
    values["escalation"] = told_of_clocks(ticket, recipient, language)
    subject = render(written["subject"], values, zone=recipient.zone)
    return " ".join(subject.split())[:LONGEST_SUBJECT], render(written["body"], values, zone=recipient.zone)


def language_for(notification: Notification, language: str) -> str:
    """That language, else that of the house, else English, else the first there is a text in."""
    wanted = (language, language.partition("_")[0], settings().language, "en")
    return next((each for each in wanted if each in notification.texts), min(notification.texts))


# ------------------------------------------------------------------------------------------------ what tags stand for
def values_for(
    ticket: Ticket, recipient: Recipient, *, article: Article | None, acting: Person | None, language: str = SOURCE
) -> dict[str, Any]:
    """What the tags of a text in a language stand for, as far as the recipient may read it."""
    shown = article if article is not None and (recipient.is_agent or article.visible_to_customer) else None
    customer_user = db.session.get(CustomerUser, ticket.customer_user_id) if ticket.customer_user_id else None
    name = customer_user.full_name if customer_user is not None else ticket.unknown_customer_user or None
    return {
        "ticket": values_of_ticket(ticket, recipient, language),
        "owner": values_of_agent(ticket.owner_id, language),
        "responsible": values_of_agent(ticket.responsible_id, language),
        "current": values_of(acting),
        "recipient": values_of(recipient.person) or {"email": recipient.address, "full_name": recipient.address},
        "customer_data": values_of_customer_user(customer_user),
        "customer": {"realname": name, **values_of_article(last_article(ticket, Sender.CUSTOMER, recipient))},
        "agent": values_of_article(last_article(ticket, Sender.AGENT, recipient)),
        "article": {**values_of_article(shown), **values_of_sending(shown, recipient)},
        "comment": None if shown is None else shown.body,
        "config": {"ticket_hook": OTRS_NUMBERING.hook, "default_language": settings().language},
    }


def values_of_ticket(ticket: Ticket, recipient: Recipient, language: str = SOURCE) -> dict[str, Any]:
    """Its attributes and fields, moments as such; what was shipped is called as in the language."""
    return {
        **{name: getattr(ticket, name) for name in (*COLUMNS, *IDS, *CLOCKS)},
        **{of_otrs: getattr(ticket, name) for name, of_otrs in CLOCKS.items()},
        **{name: getattr(ticket.words, name) for name in WORDS},
        **{name: shown_name(kind, word, language) for name, kind in SHIPPED.items() if (word := getattr(ticket.words, name))},
        "state_type": ticket.state_type.value,
        "lock": ticket.lock_state.value,
        "customer_id": ticket.words.customer,
        "dynamic_fields": stored_values("ticket", [ticket.id])[ticket.id],
        "dynamic_field_texts": readable_values("ticket", [ticket.id], zone=recipient.zone)[ticket.id],
    }


def values_of_agent(agent_id: int, language: str) -> dict[str, Any]:
    """Whoever has the ticket; nobody, by that word."""
    found = values_of(db.session.get(Agent, agent_id))
    return found | {name: shown_name("agent", found[name], language) for name in ("login", "full_name") if name in found}


def values_of(person: Person | None) -> dict[str, Any]:
    return {} if person is None else {name: getattr(person, name) for name in PERSONAL}


def values_of_customer_user(person: CustomerUser | None) -> dict[str, Any]:
    if person is None:
        return {}
    return {**values_of(person), **{name: getattr(person, name) for name in CONTACT}, "customer_id": person.customer.number}


def values_of_article(article: Article | None) -> dict[str, Any]:
    if article is None:
        return {}
    texts = {"from": article.from_text, "to": article.to_text, "cc": article.cc_text, "subject": article.subject, "body": article.body}
    return {**texts, "created_at": article.created_at}


def values_of_sending(article: Article | None, recipient: Recipient) -> dict[str, Any]:
    """What became of a mail; what servers say is for agents."""
    return {} if article is None or not recipient.is_agent else {"sending_error": article.sending_error}


def last_article(ticket: Ticket, sender: Sender, recipient: Recipient) -> Article | None:
    """The last one of that sender which the recipient may read."""
    found = select(Article).where(Article.ticket_id == ticket.id, Article.sender == sender).order_by(Article.position.desc()).limit(1)
    return db.session.scalar(found if recipient.is_agent else found.where(Article.visible_to_customer.is_(True)))
