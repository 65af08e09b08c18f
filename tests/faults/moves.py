"""What racers do with tickets: functions that can be named to another process, with ids and texts."""

import time

from sqlalchemy import func, select

from desk.actors import SYSTEM, Actor
from desk.customers import Customer
from desk.priorities import Priority
from desk.states import State
from foundation.clock import now
from foundation.db import db
from processes import claiming, runner, settling
from processes.activities import IS_OPEN, Activity
from processes.running.answering import Input
from processes.tickets import escalating
from processes.tickets.new_articles import NewArticle
from processes.tickets.ticket import Ticket
from processes.versions import ProcessVersion


def complete(activity_id: int, actor: Actor, said: str) -> int:
    """Say something in the dialog `decide` of an activity, and write it, too; the id of the activity that is open then."""
    given = Input(dialog="decide", answers={"decision": said}, article=NewArticle("Said", said))
    runner.complete(activity_id, actor=actor, given=given)
    ticket_id = db.session.scalar(select(Activity.ticket_id).where(Activity.id == activity_id))
    return newest_open(ticket_id) if ticket_id is not None else 0


def finish(activity_id: int, actor: Actor) -> None:
    """Complete an activity that has no dialog."""
    runner.complete(activity_id, actor=actor)


def newest_open(ticket_id: int) -> int:
    """The id of the activity of a ticket that was opened last, 0 if none is open."""
    return db.session.scalar(select(func.max(Activity.id)).where(Activity.ticket_id == ticket_id, IS_OPEN)) or 0


def claim(activity_id: int, actor: Actor) -> bool:
    return claiming.claim(activity_id, actor=actor)


def fire(timer_id: int, wait: bool = True) -> bool:
    return runner.fire(timer_id, wait=wait, by=now())


def deliver(ticket_id: int, external_id: str | None, number: int) -> bool:
    return runner.deliver(Ticket.for_update(ticket_id), "told", {"heard": number}, actor=SYSTEM, external_id=external_id)


def set_priority(ticket_id: int, name: str, actor: Actor) -> bool:
    return Ticket.for_update(ticket_id).set_priority(Priority.named(name), actor=actor)


def merge(ticket_id: int, target_id: int, actor: Actor) -> bool:
    ticket, target = Ticket.together(ticket_id, target_id)
    return ticket.merge_into(target, actor=actor)


def enrol(ticket_id: int, process_id: str, actor: Actor) -> None:
    runner.enrol(Ticket.for_update(ticket_id), process_id, actor=actor)


def migrate(ticket_id: int, version_id: int) -> bool:
    return runner.migrate(Ticket.for_update(ticket_id), db.session.get_one(ProcessVersion, version_id), actor=SYSTEM)


def retry(incident_id: int) -> bool:
    """Make the step of an incident once more; whether it came through."""
    came_through = runner.retry(incident_id, actor=SYSTEM).incident is None
    settling.settle()
    return came_through


# ------------------------------------------------------------------------------------------------ one waits for the other
WHILE = 0.3  # seconds somebody holds a ticket


def change_and_linger(ticket_id: int, state: str, customer: str) -> None:
    """Give a ticket another state, and a customer whom nobody knew before; and take a while until that is committed."""
    ticket = Ticket.for_update(ticket_id)
    ticket.set_state(State.named(state), actor=SYSTEM)
    ticket.set_customer(Customer.create(number=customer, name=customer, actor=SYSTEM), actor=SYSTEM)
    settling.settle()
    time.sleep(WHILE)


def state_and_customer(ticket_id: int) -> tuple[str, str | None]:
    words = Ticket.for_update(ticket_id).words
    return words.state, words.customer


def recompute_escalation(ticket_id: int) -> int:
    """How many tickets that were."""
    return escalating.recompute_all(Ticket.id == ticket_id)
