"""Which tickets and articles a notification is about: each name has a list, one of whose values has to be there."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from processes.tickets.articles import Article
from processes.tickets.ticket import Ticket

TICKET: Final[Mapping[str, Callable[[Ticket], Any]]] = {
    "state": lambda ticket: ticket.words.state,
    "state_type": lambda ticket: ticket.words.state_type.value,
    "priority": lambda ticket: ticket.words.priority,
    "queue": lambda ticket: ticket.words.queue,
    "lock": lambda ticket: ticket.lock_state.value,
    "type": lambda ticket: ticket.words.type,
    "service": lambda ticket: ticket.words.service,
    "sla": lambda ticket: ticket.words.sla,
    "customer": lambda ticket: ticket.words.customer,
    "customer_user": lambda ticket: ticket.words.customer_user,
}
ARTICLE: Final[Mapping[str, Callable[[Article], Any]]] = {
    "sender": lambda article: article.sender.value,
    "channel": lambda article: article.channel.value,
    "visible_to_customer": lambda article: article.visible_to_customer,
}
TEXTS: Final[Mapping[str, Callable[[Article], str]]] = {
    "from": lambda article: article.from_text,
    "to": lambda article: article.to_text,
    "cc": lambda article: article.cc_text,
    "subject": lambda article: article.subject,
    "body": lambda article: article.body,
}


def fits_ticket(ticket: Ticket, wanted: Mapping[str, Any]) -> bool:
    """Whether the ticket is one of those."""
    attributes = all(TICKET[name](ticket) in values for name, values in wanted.items() if name != "fields")
    return attributes and all(field_fits(ticket, name, values) for name, values in wanted.get("fields", {}).items())


def field_fits(ticket: Ticket, name: str, values: list[Any]) -> bool:
    """Whether a dynamic field has one of these values; of several in a field, one is enough."""
    value = ticket.field_value(name) if ticket.knows_field(name) else None
    having = value if isinstance(value, list | tuple) else [value]
    return any(each is not None and str(each) in {str(wanted) for wanted in values} for each in having)


def fits_article(article: Article | None, wanted: Mapping[str, Any]) -> bool:
    """Whether the article is one of those; where one is asked for, there has to be one."""
    if not wanted:
        return True
    if article is None:
        return False
    attributes = all(ARTICLE[name](article) in values for name, values in wanted.items() if name != "text")
    return attributes and all(text_fits(TEXTS[name](article), parts) for name, parts in wanted.get("text", {}).items())


def text_fits(text: str, parts: list[Any]) -> bool:
    """Whether one of these parts is in a text, in large or small letters."""
    return any(str(part).casefold() in text.casefold() for part in parts)
