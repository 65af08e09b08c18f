"""Follow-ups: what a customer writes about a ticket that is there already, and what becomes of the ticket then.

A closed ticket goes by the option of its queue: it is opened again, stays closed, or another ticket is opened beside it. The process
hears of a follow-up as `customer.reply`; that the ticket is open again does not depend on it.
"""

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from desk.actors import SYSTEM, Actor
from desk.agents import Agent
from desk.queues import FollowUp, Queue
from desk.state_types import StateType
from desk.states import State
from foundation.clock import now
from foundation.db import db
from foundation.errors import NotFound
from processes.driving import driver
from processes.events import Event
from processes.tickets.articles import Channel
from processes.tickets.customership import read_alike, speaks_for
from processes.tickets.linking import Linking
from processes.tickets.merging import LONGEST_CHAIN
from processes.tickets.ownership import nobody
from processes.tickets.record import LONGEST_TITLE
from processes.tickets.stating import Stating
from processes.tickets.writing import NewArticle, Writing

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket

ASKS_ITS_QUEUE: Final = frozenset({StateType.CLOSED, StateType.REMOVED})  # in which states the queue's option counts
REJECTED: Final = "Follow up rejected."
MAIL_RECEIVED: Final = "mail.received"


class Became(StrEnum):
    """What became of a follow-up."""

    FOLLOWED = "followed"
    REJECTED = "rejected"  # the article is kept, and its sender is to be told that nobody will read it
    NEW_TICKET = "new-ticket"


class FollowedUp(NamedTuple):
    """The ticket the article ended up at, and how."""

    ticket: "Ticket"
    became: Became


class FollowingUp(Writing, Stating, Linking):
    """Following up."""

    __abstract__ = True

    def follow_up(self, article: NewArticle, *, actor: Actor, always: bool = False) -> FollowedUp:
        """Write what a customer says about this ticket, and have the ticket follow.

        Args:
            article: what was written.
            actor: who wrote it down: the customer user, or the system for mail.
            always: whatever the queue says about closed tickets, as for mail that came back.

        Raises:
            NotFound, Forbidden: the actor has no note for the ticket, or for the one it became part of.
            NotFound: it was merged more than ten times over.
            Refused: as `add_article`.
        """
        if self.merged_into_id is not None:
            into = self._merged_into()
            kept = article if read_alike(self, into) else replace(article, visible_to_customer=False)  # not for the customers there
            return into.follow_up(kept, actor=actor, always=always)
        self.require("note", actor=actor)
        queue = db.session.get_one(Queue, self.queue_id)
        option = queue.follow_up if self.state_type in ASKS_ITS_QUEUE and not always else FollowUp.POSSIBLE
        if option is FollowUp.REJECT:
            return self._reject(article, actor=actor)
        if option is FollowUp.NEW_TICKET:
            return self._open_another(article, queue, actor=actor)
        return self._follow(article, queue, actor=actor)

    def _merged_into(self) -> "Ticket":
        """The ticket it became part of, be it over others; held."""
        ticket = cast("Ticket", self)
        for _ in range(LONGEST_CHAIN):
            if ticket.merged_into_id is not None:
                ticket = type(ticket).for_update(ticket.merged_into_id)
        if ticket.merged_into_id is not None:
            raise NotFound(f"There is no ticket {self.number!r} any more: it was merged more than {LONGEST_CHAIN} times over.")
        return ticket

    # -------------------------------------------------------------------------------------------- the three ways
    def _follow(self, article: NewArticle, queue: Queue, *, actor: Actor) -> FollowedUp:
        """The state and the lock first, so that the process sees an open ticket, and what it does itself stays."""
        self._claim_for_the_owner(queue)
        was_closed = self.is_closed
        if self.state_type is not StateType.NEW:
            self.enter(State.first_of(StateType.OPEN), actor=SYSTEM)
        self.add_article(article, actor=actor, event=Event.FOLLOWED_UP)
        if was_closed:
            driver().begin_again(self, actor=SYSTEM)  # its process may have ended with it
        return FollowedUp(cast("Ticket", self), Became.FOLLOWED)

    def _reject(self, article: NewArticle, *, actor: Actor) -> FollowedUp:
        """Nothing but the article; the process does not hear of it."""
        written = self.add_article(article, actor=actor, event=Event.FOLLOWED_UP, delivers=False)
        self.record(Event.NOTED, actor=SYSTEM, article_id=written.id, comment=REJECTED)
        return FollowedUp(cast("Ticket", self), Became.REJECTED)

    def _open_another(self, article: NewArticle, queue: Queue, *, actor: Actor) -> FollowedUp:
        """A ticket in the same queue, or the default one if that is out of use; of whoever asks now, for the same customer if possible."""
        of: dict[str, Any] = {"customer": self.words.customer, "customer_user": self.words.customer_user}
        if actor.is_customer_user:
            of = {"customer": self.words.customer} if speaks_for(actor, self.customer_id) else {}
        opened = cast(
            "Ticket",
            driver().open_ticket(
                queue=queue if queue.is_valid else Queue.default(),
                title=(article.subject or self.title)[:LONGEST_TITLE],
                actor=actor,
                article=article,
                message=MAIL_RECEIVED if article.channel is Channel.EMAIL else None,
                **of,
            ),
        )
        opened.link(cast("Ticket", self), actor=SYSTEM)
        return FollowedUp(opened, Became.NEW_TICKET)

    # -------------------------------------------------------------------------------------------- the lock
    def _claim_for_the_owner(self, queue: Queue) -> None:
        """Whoever cannot look after it loses the lock; others get it back where the queue says so, if the ticket was closed."""
        locks = queue.lock_after_follow_up and self.state_type is StateType.CLOSED
        if not locks and not self.is_locked:
            return
        owner = db.session.get_one(Agent, self.owner_id)
        if owner.id == nobody().id or not owner.is_valid or owner.is_out_of_office(now()):
            self.release(actor=SYSTEM, reason="owner away")
        elif locks:
            self.lock_again(actor=SYSTEM)
