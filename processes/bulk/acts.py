"""What happens in stories, each through the verbs that people and processes use, at the moment the clock was moved to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.escalations import Sender
from desk.priorities import Priority
from desk.queues import Queue
from desk.state_types import StateType
from desk.states import State
from foundation.clock import now
from foundation.db import db
from processes import runner
from processes.activities import IS_OPEN, Activity
from processes.bulk.casting import Cast, Person
from processes.running.answering import Input
from processes.tickets.articles import Channel
from processes.tickets.new_articles import NewArticle
from processes.tickets.ticket import Ticket
from processes.timers import Timer

MESSAGE_RECEIVED: Final = "mail.received"


@dataclass(frozen=True, slots=True)
class Script:
    """The words of one ticket, with the first day of leave and the last, and the moments it is put off to."""

    title: str
    bodies: tuple[str, ...]
    message_ids: tuple[str, ...]
    days: tuple[str, str]
    untils: tuple[datetime, ...]


class Play:
    """A story while it is played."""

    def __init__(self, cast: Cast, script: Script) -> None:
        self.cast, self.script = cast, script
        self.ticket_id = 0
        self._bodies, self._message_ids, self._untils = iter(script.bodies), iter(script.message_ids), iter(script.untils)

    @property
    def ticket(self) -> Ticket:
        return Ticket.for_update(self.ticket_id)

    def said(self, **values: Any) -> NewArticle:
        """The next thing that is said."""
        return NewArticle(**{"subject": f"Re: {self.script.title}", "body": next(self._bodies), **values})

    def mail(self, **values: Any) -> NewArticle:
        """The same, as a mail of the customer user."""
        by = self.cast.customer_user
        told: dict[str, Any] = {"channel": Channel.EMAIL, "sender": Sender.CUSTOMER, "visible_to_customer": True, "from_text": by.mailbox}
        return self.said(**told | {"to": "support@bench.example", "message_id": next(self._message_ids)} | values)

    @property
    def until(self) -> datetime:
        """The next moment it is put off to."""
        return next(self._untils)

    def complete(self, *, by: Person, dialog: str, article: NewArticle | None = None, **answers: Any) -> None:
        """Answer a dialog of the open activity."""
        key = db.session.scalars(select(Activity.id).where(Activity.ticket_id == self.ticket_id, IS_OPEN)).one()
        runner.complete(key, given=Input(dialog=dialog, answers=answers, article=article), actor=by.actor)


# ------------------------------------------------------------------------------------------------ requests
def mail_comes(play: Play) -> None:
    cast, script = play.cast, play.script
    play.ticket_id = runner.open_ticket(
        queue=db.session.get_one(Queue, cast.queue.id),
        title=script.title,
        actor=SYSTEM,
        customer_user=db.session.get_one(CustomerUser, cast.customer_user.id),
        article=play.mail(subject=script.title),
        message=MESSAGE_RECEIVED,
        data={"subject": script.title},
    ).id


def phone_rings(play: Play) -> None:
    cast, script = play.cast, play.script
    said = {"customer": cast.customer.word, "title": script.title, "queue": cast.queue.word}
    play.ticket_id = runner.open_by_dialog(
        "request",
        given=Input(dialog="take_down", answers=said, article=play.said(subject=script.title)),
        actor=cast.owner.actor,
        customer_user=db.session.get_one(CustomerUser, cast.customer_user.id),
    ).id


def take(play: Play) -> None:
    play.ticket.hand_over(db.session.get_one(Agent, play.cast.owner.id), actor=play.cast.owner.actor)


def note(play: Play) -> None:
    ticket = play.ticket
    ticket.add_article(play.said(subject="Note"), actor=holder(play).actor)


def answer(play: Play) -> None:
    play.complete(by=holder(play), dialog="answer", article=play.said())


def customer_writes(play: Play) -> None:
    play.ticket.add_article(play.mail(), actor=SYSTEM)


def make_urgent(play: Play) -> None:
    play.ticket.set_priority(Priority.named("4 high"), actor=holder(play).actor)


def calm(play: Play) -> None:
    play.ticket.set_priority(Priority.default(), actor=holder(play).actor)


def rename(play: Play) -> None:
    play.ticket.set_title(f"{play.script.title} (checked)", actor=holder(play).actor)


def move(play: Play) -> None:
    """To the queue of another team, of whom somebody takes it over."""
    play.ticket.move_to(db.session.get_one(Queue, play.cast.next_queue.id), actor=play.cast.owner.actor)


def take_over(play: Play) -> None:
    play.ticket.hand_over(db.session.get_one(Agent, play.cast.colleague.id), actor=play.cast.colleague.actor)


def put_off(play: Play) -> None:
    play.complete(by=holder(play), dialog="put_off", state="pending reminder", pending_until=play.until)


def leave_to_close(play: Play) -> None:
    play.complete(by=holder(play), dialog="put_off", state="pending auto close+", pending_until=play.until)


def time_comes(play: Play) -> None:
    """What is due by now."""
    due = select(Timer.id).where(Timer.ticket_id == play.ticket_id, Timer.due_at <= now())
    for timer_id in db.session.scalars(due).all():
        runner.fire(timer_id)


def take_up(play: Play) -> None:
    """Go on with what was put off, whose time is over."""
    time_comes(play)
    play.ticket.set_state(State.first_of(StateType.OPEN), actor=holder(play).actor)


def finish(play: Play) -> None:
    play.complete(by=holder(play), dialog="finish", state="closed successful", article=play.said(subject="Closed"))


def holder(play: Play) -> Person:
    """Who works on it now."""
    return play.cast.colleague if play.ticket.owner_id == play.cast.colleague.id else play.cast.owner


# ------------------------------------------------------------------------------------------------ leave
def ask_for_leave(play: Play) -> None:
    first, last = play.script.days
    said = {"first_day": first, "last_day": last, "stand_in": play.cast.colleague.login}
    given = Input(dialog="application", answers=said, article=play.said(subject="", channel=Channel.INTERNAL))
    play.ticket_id = runner.open_by_dialog("leave_application", given=given, actor=play.cast.customer_user.actor).id


def note_at_leave(play: Play) -> None:
    play.complete(by=play.cast.owner, dialog="aside", article=play.said(subject="Note"))


def grant_leave(play: Play) -> None:
    play.complete(by=play.cast.owner, dialog="ruling", decision="granted")


def ask_back(play: Play) -> None:
    play.complete(by=play.cast.owner, dialog="ruling", decision="question", decision_reason="Who takes your calls?")


def correct_leave(play: Play) -> None:
    first, last = play.script.days
    play.complete(by=play.cast.customer_user, dialog="application", first_day=first, last_day=last, stand_in=play.cast.colleague.login)
