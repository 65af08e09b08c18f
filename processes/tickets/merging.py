"""Merging: one ticket becomes part of another. The only verb that locks and changes two tickets at once (`Ticket.together`).

Articles move with the time booked on them. What is told in the history of the merged ticket stays there: chains of history do not move.
Where OTRS moves every article as it is, those of another customer become internal here: nobody reads what others were told.
"""

from typing import Any, Final, Self

from sqlalchemy import delete, func, insert, or_, select, update

from desk.actors import Actor
from desk.escalations import Sender
from desk.state_types import StateType
from desk.states import State
from desk.switches import Switch, values_of
from foundation import fulltext
from foundation.db import db
from foundation.errors import Conflict, Refused
from processes.driving import driver
from processes.events import Event
from processes.tickets import indexing
from processes.tickets.articles import Article
from processes.tickets.customership import read_alike
from processes.tickets.fields import Fields
from processes.tickets.linking import Ends, Linking, LinkRole, closes_circle, ends_of, role_of, store
from processes.tickets.links import TicketLink
from processes.tickets.seeing import Seeing
from processes.tickets.stating import Stating
from processes.tickets.watchers import Watcher
from processes.tickets.writing import NewArticle, Writing, update_clock

MERGED_SUBJECT, MERGED_BODY = "Ticket Merged", "Merged Ticket {} to {}."
HIDDEN: Final = "What customers could read of {} is internal here: it is of another customer."
LONGEST_CHAIN: Final = 10  # merged tickets one after the other whose numbers lead on


class Merging(Writing, Stating, Linking, Seeing, Fields):
    """Merging this ticket into another one."""

    __abstract__ = True

    # -------------------------------------------------------------------------------------------- merging
    def merge_into(self, target: Self, *, actor: Actor) -> bool:
        """Have this ticket become part of another one; True if that is new.

        Args:
            target: held as well, by `Ticket.together`.
            actor: needs rw for both.

        Raises:
            NotFound, Forbidden: the actor lacks it.
            Refused: it is the same ticket.
            Conflict: one of the two is part of another ticket already.
        """
        self.require("rw", actor=actor)
        target.require("rw", actor=actor)
        if self.merged_into_id == target.id:
            return False
        self.require_whole(target)
        driver().cancel(self, actor=actor, reason=f"the ticket was merged into {target.number}")
        self._move_all(target, actor=actor)
        told = MERGED_BODY.format(self.number, target.number)
        self.add_article(NewArticle(MERGED_SUBJECT, told, visible_to_customer=True, unlock_on_away=False), actor=actor)
        self.change(actor=actor, merged_into_id=target.id)
        self.enter(State.first_of(StateType.MERGED), actor=actor)
        target.link(self, LinkRole.CHILD, actor=actor)
        self.record(Event.MERGED, actor=actor, ticket=self.number, into=target.number)
        target.record(Event.MERGED, actor=actor, ticket=self.number, into=target.number)
        return True

    def require_whole(self, target: Self) -> None:
        """Go on only with two tickets of which neither is part of another.

        Raises:
            Refused, Conflict: as `merge_into`.
        """
        if self.id == target.id:
            raise Refused({"target": f"The ticket {self.number} cannot be merged with itself."})
        for ticket in (self, target):
            if ticket.merged_into_id is not None:
                into = db.session.scalar(select(type(self).number).where(type(self).id == ticket.merged_into_id))
                raise Conflict(f"The ticket {ticket.number} is part of {into} already; choose that one.")

    def _move_all(self, target: Self, *, actor: Actor) -> None:
        self.forget_seen()
        if not read_alike(self, target) and self._hide_articles():
            target.record(Event.NOTED, actor=actor, comment=HIDDEN.format(self.number))
        self._move_articles(target, actor=actor)
        self._move_watchers(target)
        self._move_links(target, actor=actor)
        self._copy_fields(target, actor=actor)

    # -------------------------------------------------------------------------------------------- what moves
    def _hide_articles(self) -> bool:
        """Have no customer read what one could, nor find it by its words; False: there is nothing."""
        of_customers = (Article.ticket_id == self.id, Article.visible_to_customer.is_(True))
        with db.session.no_autoflush:
            shown = db.session.scalars(select(Article).where(*of_customers)).all()
            db.session.execute(update(Article).where(*of_customers).values(visible_to_customer=False))
        for article in shown:
            fulltext.remove(indexing.ARTICLES, article.id)
        indexing.put_articles(shown, {self.id: self.title})
        return bool(shown)

    def _move_articles(self, target: Self, *, actor: Actor) -> None:
        """Articles come behind those that are there; the clocks go by when each was written."""
        with db.session.no_autoflush:
            last = db.session.scalar(select(func.max(Article.position)).where(Article.ticket_id == target.id)) or 0
            moved = {"ticket_id": target.id, "position": Article.position + last}
            db.session.execute(update(Article).where(Article.ticket_id == self.id).values(moved))
            columns = select(Article.sender, Article.visible_to_customer, Article.created_at).where(Article.ticket_id == target.id)
            articles = db.session.execute(columns.order_by(Article.created_at, Article.id)).all()
        clock = update_clock((sender, visible, at) for sender, visible, at in articles)
        first_answer = next((at for sender, visible, at in articles if visible and sender is Sender.AGENT), None)
        target.change(actor=actor, update_basis=clock.basis, update_counts_from=clock.since, first_response_at=first_answer)

    def _move_watchers(self, target: Self) -> None:
        there = select(Watcher.agent_id).where(Watcher.ticket_id == target.id)
        with db.session.no_autoflush:
            gone = delete(Watcher).where(Watcher.ticket_id == self.id).returning(Watcher.agent_id, Watcher.since)
            watching = {agent_id: since for agent_id, since in db.session.execute(gone)}  # noqa: C416 - typed
            new = sorted(watching.keys() - set(db.session.scalars(there)))
            rows = [{"ticket_id": target.id, "agent_id": agent_id, "since": watching[agent_id]} for agent_id in new]
            if rows:
                db.session.execute(insert(Watcher), rows)

    def _move_links(self, target: Self, *, actor: Actor) -> None:
        """Those to the target itself go, and those that would make a ticket its own ancestor."""
        mine = or_(TicketLink.source_id == self.id, TicketLink.target_id == self.id)
        columns = (TicketLink.source_id, TicketLink.target_id, TicketLink.kind)
        with db.session.no_autoflush:
            gone = [Ends(*row) for row in db.session.execute(delete(TicketLink).where(mine).returning(*columns))]
            theirs = or_(TicketLink.source_id == target.id, TicketLink.target_id == target.id)
            there = {Ends(*row) for row in db.session.execute(select(*columns).where(theirs))}
        for ends in sorted(gone):
            other_id = ends.target_id if ends.source_id == self.id else ends.source_id
            moved = ends_of(target.id, other_id, role_of(ends.kind, is_source=ends.source_id == self.id))
            if other_id != target.id and moved not in there and not closes_circle(moved):
                store([moved], actor=actor)

    def _copy_fields(self, target: Self, *, actor: Actor) -> None:
        """Fields the house has named, where the target has nothing; a value the field takes no longer stays behind."""
        wanted: dict[str, Any] = {}
        for name in values_of(Switch.MERGED_FIELDS)[Switch.MERGED_FIELDS]:
            mine = self.fields.get(name)
            if mine is not None and mine.texts and not target.fields[name].texts:
                try:
                    wanted[name] = target.fitting_field(name, mine.value)
                except Refused:
                    continue
        if wanted:
            target.fill_fields(wanted, actor=actor)
