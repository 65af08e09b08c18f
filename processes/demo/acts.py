"""What happens in the stories of the demo company, each through the verbs that people use, at the moment the clock was moved to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import select

from desk.actors import SYSTEM, Actor
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
from processes.demo import texts
from processes.demo.texts import Topic
from processes.running.answering import Input
from processes.tickets.articles import Channel
from processes.tickets.linking import LinkRole
from processes.tickets.new_articles import NewArticle, mailbox
from processes.tickets.ticket import Ticket

MAIL_CAME: Final = "mail.received"
Act = Callable[["Play"], None]


@dataclass(frozen=True)
class Cast:
    """Who plays in a ticket, by login: the one who asks, the one who works on it, a colleague of the next team."""

    customer_user: str
    owner: str
    colleague: str
    language: str


class Play:
    """A story while it is played; `end` is the moment at which all stories stand as people find them."""

    def __init__(self, cast: Cast, topic: Topic, chance: Random, *, queue: str, end: datetime) -> None:
        self.cast, self.topic, self.chance, self.queue, self.end = cast, topic, chance, queue, end
        self.ticket_id = 0
        self.other_id = 0
        self.letters = 0

    # -------------------------------------------------------------------------------------------- who and what
    @property
    def ticket(self) -> Ticket:
        return Ticket.for_update(self.ticket_id)

    @property
    def customer_user(self) -> CustomerUser:
        return CustomerUser.named(self.cast.customer_user)

    @property
    def owner(self) -> Agent:
        return Agent.named(self.cast.owner)

    @property
    def colleague(self) -> Agent:
        return Agent.named(self.cast.colleague)

    def one(self, words: dict[str, Any]) -> Any:
        """Words in the language of the one who asks; one of them, if there are several."""
        found = words[self.cast.language]
        return found if isinstance(found, str) else self.chance.choice(found)

    # -------------------------------------------------------------------------------------------- saying
    def mail(self, text: str, *, subject: str = "") -> NewArticle:
        """A mail of the customer user."""
        by, address = self.customer_user, Queue.named(self.queue).sender_address
        self.letters += 1
        return NewArticle(
            subject or f"Re: {self.topic.subject}",
            texts.letter(text, self.cast.language, by.full_name),
            channel=Channel.EMAIL,
            sender=Sender.CUSTOMER,
            visible_to_customer=True,
            from_text=mailbox(by.full_name, by.email),
            to=address.email if address else "",
            message_id=f"<{self.chance.getrandbits(64):016x}.{self.letters}@demo.example>",
        )

    def said(self, text: str, *, subject: str = "", **values: Any) -> NewArticle:
        """What an agent writes to the customer."""
        return NewArticle(subject or f"Re: {self.topic.subject}", texts.letter(text, self.cast.language, self.owner.full_name), **values)

    # -------------------------------------------------------------------------------------------- answering dialogs
    def begin(self, process_id: str, dialog: str, *, by: Actor, article: NewArticle | None = None, **answers: Any) -> None:
        """Answer a start dialog."""
        given = Input(dialog=dialog, answers=answers, article=article)
        wanted: dict[str, Any] = {} if by.is_customer_user else {"customer_user": self.customer_user}
        self.ticket_id = runner.open_by_dialog(process_id, given=given, actor=by, **wanted).id

    def complete(self, dialog: str | None, *, by: Actor, at: str | None = None, article: NewArticle | None = None, **answers: Any) -> None:
        """Answer a dialog of the first open activity, or of the first at a node; nothing happens where time was faster."""
        keys = select(Activity.id).where(Activity.ticket_id == self.ticket_id, IS_OPEN).order_by(Activity.id)
        key = db.session.scalars(keys if at is None else keys.where(Activity.node_id == at)).first()
        if key is not None:
            runner.complete(key, given=Input(dialog=dialog, answers=answers, article=article), actor=by)


# ------------------------------------------------------------------------------------------------ requests
def mail_comes(play: Play) -> None:
    play.ticket_id = opened_by_mail(play, play.topic.body)


def mail_comes_again(play: Play) -> None:
    """Somebody is not sure the first one arrived."""
    play.other_id = opened_by_mail(play, play.one(texts.TWICE))


def opened_by_mail(play: Play, text: str) -> int:
    title = play.topic.subject
    return runner.open_ticket(
        queue=Queue.named(play.queue),
        title=title,
        actor=SYSTEM,
        customer_user=play.customer_user,
        article=play.mail(text, subject=title),
        message=MAIL_CAME,
        data={"subject": title},
    ).id


def phone_rings(play: Play) -> None:
    said = NewArticle(play.topic.subject, play.topic.body[0].upper() + play.topic.body[1:])
    customer = play.customer_user.customer.number
    play.begin("request", "take_down", by=play.owner.actor, article=said, customer=customer, title=play.topic.subject, queue=play.queue)


def take(play: Play) -> None:
    play.ticket.hand_over(play.owner, actor=play.owner.actor)


def note(play: Play) -> None:
    play.ticket.add_article(NewArticle("Notiz" if play.cast.language == "de" else "Note", play.topic.note), actor=holder(play))


def answer(play: Play) -> None:
    play.complete("answer", by=holder(play), article=play.said(play.topic.answer))


def customer_replies(play: Play) -> None:
    play.ticket.add_article(play.mail(play.topic.reply), actor=SYSTEM)


def customer_comes_back(play: Play) -> None:
    """After it was closed, which opens it again."""
    play.ticket.add_article(play.mail(play.one(texts.AGAIN)), actor=SYSTEM)


def make_urgent(play: Play) -> None:
    play.ticket.set_priority(Priority.named("4 high"), actor=holder(play))


def hand_on(play: Play) -> None:
    """To the next team, of whom somebody takes it."""
    play.ticket.move_to(Queue.named("Second level"), actor=play.owner.actor)
    play.ticket.hand_over(play.colleague, actor=play.colleague.actor)


def take_up(play: Play) -> None:
    """Go on with what was put off."""
    play.ticket.set_state(State.first_of(StateType.OPEN), actor=holder(play))


def finish(play: Play) -> None:
    article = NewArticle("Geschlossen" if play.cast.language == "de" else "Closed", play.one(texts.CLOSING))
    play.complete("finish", by=holder(play), state="closed successful", article=article)


def give_in(play: Play) -> None:
    play.complete("finish", by=holder(play), state="closed unsuccessful")


def merge(play: Play) -> None:
    ticket, other = Ticket.together(play.ticket_id, play.other_id)
    other.merge_into(ticket, actor=play.owner.actor)


def link(play: Play) -> None:
    ticket, other = Ticket.together(play.ticket_id, play.other_id)
    ticket.link(other, LinkRole.NORMAL, actor=play.owner.actor)


def putting_off(state: str, least: timedelta, most: timedelta, *, from_end: bool = False) -> Act:
    """Put the ticket off by a time between the two, counted from now, or from the end of the play."""

    def put_off(play: Play) -> None:
        since = play.end if from_end else now()
        until = since + least + (most - least) * play.chance.random() ** 2  # most are nearer to the short end
        play.complete("put_off", by=holder(play), state=state, pending_until=until.replace(microsecond=0))

    return put_off


def holder(play: Play) -> Actor:
    """Who works on it now."""
    agent = db.session.get_one(Agent, play.ticket.owner_id)
    return agent.actor if agent.login in {play.cast.owner, play.cast.colleague} else play.owner.actor
