"""The bare addresses a notification goes to: as they are written, or as a text with tags that yields some."""

from collections.abc import Iterator
from typing import Any, Final

from desk.address_lines import mailboxes
from desk.people import Person
from foundation.errors import Refused
from foundation.texts import render
from notifications.recipients import Recipient, is_for_people
from notifications.rules import Notification
from notifications.wording import values_for
from processes.tickets.articles import Article
from processes.tickets.ticket import Ticket

MOST: Final = 20  # from one text: what customers write must not make a mailing list of the house


def addresses_for(notification: Notification, ticket: Ticket, *, article: Article | None, acting: Person | None) -> list[Recipient]:
    """Whom it goes to besides the people it means; what comes to be no address, or one of a machine, is left out."""
    written = notification.named_recipients.get("addresses", [])
    if not written:
        return []
    values = values_for(ticket, Recipient(None, ""), article=article, acting=acting)  # tags say what a stranger may read
    return [Recipient(None, address) for text in written for address in addresses_in(text, values)]


def addresses_in(text: str, values: dict[str, Any]) -> Iterator[str]:
    """The addresses a text yields; none if it cannot be filled in."""
    try:
        filled = " ".join(render(text, values).split())
    except Refused:
        return
    found = [each.address for each in mailboxes(filled)]
    yield from [address for address in found if is_for_people(address)][:MOST]
