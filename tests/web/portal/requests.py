"""Requests of customers, made without a browser: `a_request(title="Lamp")` is Carla's, in the queue Support."""

from typing import Any

from sqlalchemy import select

from desk.actors import SYSTEM
from desk.customer_users import CustomerUser
from desk.queues import Queue
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes import runner
from processes.activities import IS_OPEN, Activity
from processes.running.answering import Input
from processes.tickets.ticket import Ticket
from tests.desk.words import a_queue


def a_request(title: str = "The lamp is dark", *, login: str = "carla", **wanted: Any) -> str:
    """The number of a new one."""
    with unit_of_work():
        whose = CustomerUser.named(login)
        queue: Queue = a_queue("Support")
        made = runner.open_ticket(queue=queue, title=title, actor=SYSTEM, process_id="request", customer_user=whose, **wanted)
        return made.number


def ticket(number: str) -> Ticket:
    """It, held in the open unit of work."""
    return Ticket.numbered(number)


def looked_at(number: str) -> Ticket:
    """It, without holding it."""
    return db.session.scalars(select(Ticket).where(Ticket.number == number)).one()


def open_activity(number: str) -> int:
    """The id of its open activity."""
    wanted = select(Activity.id).join(Ticket, Ticket.id == Activity.ticket_id).where(Ticket.number == number, IS_OPEN)
    return db.session.scalars(wanted).one()


def let_the_house(number: str, dialog: str, **answers: Any) -> int:
    """Have the house answer a dialog; the id of the activity."""
    with unit_of_work():
        activity_id = open_activity(number)
        runner.complete(activity_id, actor=SYSTEM, given=Input(dialog=dialog, answers=answers))
        return activity_id
