"""Telling the notices that processes put: to whom they name, if that one may still read the ticket."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import select

from desk.agents import Agent
from desk.customer_users import CustomerUser
from foundation.clock import now
from foundation.db import db
from notifications.channels import channels
from notifications.recipients import Recipient, is_for_people, may_read
from notifications.telling import telling_of
from processes.notices import UNTOLD, Notice, NoticeChannel, RecipientKind
from processes.tickets.ticket import Ticket

MOST: Final = 200  # in one unit of work; the next one goes on
USUAL: Final = ("in-app", "email")


def tell_notices() -> int:
    """Tell the oldest that are not told yet, and note that; returns how many there were."""
    untold = select(Notice).where(UNTOLD).order_by(Notice.id).limit(MOST).with_for_update(skip_locked=True)
    notices = db.session.scalars(untold).all()
    for notice in notices:
        tell(notice)
        notice.told_at = now()
    return len(notices)


def tell(notice: Notice) -> None:
    """Whoever is invalid, away for good or may not read the ticket any more is not told, now or later."""
    ticket = db.session.get_one(Ticket, notice.ticket_id)
    recipient = FIND[notice.recipient_kind](notice)
    if recipient.person is not None and not (recipient.person.is_valid and may_read(recipient.person, ticket)):
        return
    if recipient.is_agent or is_for_people(recipient.address):
        told = telling_of(ticket, recipient, notice.subject, notice.body)
        for name in USUAL if notice.channel is NoticeChannel.USUAL else (notice.channel.value,):
            channels[name](told)


def agent_of(notice: Notice) -> Recipient:
    agent = db.session.get_one(Agent, notice.recipient_id)
    return Recipient(agent, agent.email)


def customer_user_of(notice: Notice) -> Recipient:
    person = db.session.get_one(CustomerUser, notice.recipient_id)
    return Recipient(person, person.email)


def address_of(notice: Notice) -> Recipient:
    return Recipient(None, notice.address)


FIND: Final[dict[RecipientKind, Callable[[Notice], Recipient]]] = {
    RecipientKind.AGENT: agent_of,
    RecipientKind.CUSTOMER_USER: customer_user_of,
    RecipientKind.ADDRESS: address_of,
}
