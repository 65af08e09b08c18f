"""From the number in an address to the ticket, as far as the agent may."""

from flask import request

from desk.actors import Actor
from desk.agents import Agent
from dialogs.reader import Reader
from foundation.db import db
from foundation.errors import NotFound
from processes.tickets import access
from processes.tickets.ticket import Ticket
from web import readers, translating

NONE = "There is no ticket {number}, or none you may see."


def ticket_numbered(number: str, *, actor: Actor, permission: str = "ro") -> Ticket:
    """The ticket, to be looked at.

    Raises:
        NotFound: there is none, or none for which the actor has the permission.
    """
    found = Ticket.to_look_at(number)
    if found is None or not access.may(actor, permission, found.id):
        raise NotFound(NONE.format(number=number))
    return found


def ticket_to_change(number: str, *, actor: Actor) -> Ticket:
    """The ticket, held until the end of the unit of work; whether the actor may do what follows is asked by each verb.

    Raises:
        NotFound: there is none, or none the actor may see.
    """
    ticket_id = db.session.scalar(Ticket.visible_to(actor).where(Ticket.number == number).with_only_columns(Ticket.id))
    if ticket_id is None:
        raise NotFound(NONE.format(number=number))
    return Ticket.for_update(ticket_id)


def agent() -> Agent:
    """The agent who reads."""
    found = readers.person()
    assert isinstance(found, Agent)  # noqa: S101 - pages of agents admit nobody else
    return found


def dialog_reader() -> Reader:
    """The reader of this page, as dialogs know one."""
    return Reader(translating.shown_language(), readers.zone())


def is_fragment() -> bool:
    """Whether only a part of the page was asked for."""
    return bool(request.headers.get("HX-Request"))
