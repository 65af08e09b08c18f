"""Writing articles: notes, phone calls, mails, by whomever; what follows for clocks, locks, seen marks and the process."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, func, insert, inspect, select

from desk.actors import Actor, ActorKind
from desk.agents import Agent
from desk.attachments import MOST_BYTES
from desk.customer_users import CustomerUser
from desk.escalations import Sender
from foundation import blobs, outbox
from foundation.clock import now
from foundation.db import db
from foundation.errors import Forbidden
from processes import settling
from processes.driving import driver
from processes.events import Event
from processes.tickets.articles import Article, ArticleAttachment, ArticleFlag, Channel, Flag, Sending
from processes.tickets.locking import Locking
from processes.tickets.new_articles import CENT, NewArticle, NewAttachment, mailbox
from processes.tickets.record import UpdateBasis

__all__ = ["NewArticle", "NewAttachment", "UpdateClock", "Writing", "update_clock"]

AT_ONCE: Final = timedelta(seconds=10)  # the same words again within that time: a button was pressed twice
CUSTOMER_REPLY: Final = "customer.reply"
SEND_ARTICLE: Final = "workers.mail.send_article"
WRITTEN: Final = "articles that are not indexed yet"  # in the session, which ends with the unit of work
BY_CHANNEL: dict[tuple[Channel, Sender], Event] = {
    (Channel.INTERNAL, Sender.AGENT): Event.NOTE_ADDED,
    (Channel.INTERNAL, Sender.CUSTOMER): Event.WEB_REQUEST,
    (Channel.INTERNAL, Sender.SYSTEM): Event.NOTE_ADDED,
    (Channel.PHONE, Sender.AGENT): Event.PHONE_CALL_BY_AGENT,
    (Channel.PHONE, Sender.CUSTOMER): Event.PHONE_CALL_BY_CUSTOMER,
    (Channel.PHONE, Sender.SYSTEM): Event.SYSTEM_REQUEST,
    (Channel.EMAIL, Sender.AGENT): Event.EMAIL_BY_AGENT,
    (Channel.EMAIL, Sender.CUSTOMER): Event.EMAIL_BY_CUSTOMER,
    (Channel.EMAIL, Sender.SYSTEM): Event.SYSTEM_REQUEST,
}
FOLLOWING_UP = frozenset({Event.WEB_REQUEST, Event.EMAIL_BY_CUSTOMER})  # as long as there was no article before


class UpdateClock(NamedTuple):
    """Since when an update is owed, and why; what `desk.escalations.update_runs_from` finds among all articles, kept by each."""

    basis: UpdateBasis = UpdateBasis.NONE
    since: datetime | None = None

    def after(self, sender: Sender, at: datetime, *, visible: bool) -> "UpdateClock":
        """With one more article."""
        if not visible or sender is Sender.SYSTEM:
            return UpdateClock(UpdateBasis.UNSEEN, at) if self.basis in (UpdateBasis.NONE, UpdateBasis.UNSEEN) else self
        if sender is Sender.AGENT:
            return UpdateClock(UpdateBasis.AGENT, at)
        return self if self.basis is UpdateBasis.CUSTOMER else UpdateClock(UpdateBasis.CUSTOMER, at)


def update_clock(articles: Iterable[tuple[Sender, bool, datetime]]) -> UpdateClock:
    """The clock after articles (sender, visible, when), oldest first."""
    clock = UpdateClock()
    for sender, visible, at in articles:
        clock = clock.after(sender, at, visible=visible)
    return clock


class Writing(Locking):
    """Adding articles."""

    __abstract__ = True

    def add_article(self, article: NewArticle, *, actor: Actor, event: Event | None = None, delivers: bool = True) -> Article:
        """Write an article; the same one by the same person at once again is the one that is there.

        Args:
            article: what is to be written.
            actor: who writes it down.
            event: what history calls it; None: chosen by channel and sender.
            delivers: whether a customer's article is told to the process as `customer.reply`.

        Raises:
            NotFound, Forbidden: the actor has no note, or is a customer user who speaks for others.
            Refused: naming each value that is wrong.
        """
        self._require_writing(article, actor=actor)
        article = article.checked(leaves=leaves(article, actor))
        before = self._articles_before()
        fingerprint = article.fingerprint(author=str(actor))
        if before is not None and actor.kind is not ActorKind.PROCESS and repeats(before, fingerprint):
            with db.session.no_autoflush:
                return db.session.get_one(Article, before.id)
        written = self._write(article, position=1 if before is None else before.position + 1, fingerprint=fingerprint, actor=actor)
        self._keep_up(written, answered=None if before is None else before.last_sender, actor=actor)
        self._tell(written, event or event_of(article, is_first=before is None), not_told=article.not_told, actor=actor)
        if is_note(article) and article.unlock_on_away:
            self.unlock_if_away(actor=actor)
        if delivers and article.sender is Sender.CUSTOMER and actor.kind is not ActorKind.PROCESS:
            reply = {"subject": written.subject, "body": written.body, "article": written.id}
            driver().deliver(self, CUSTOMER_REPLY, reply, actor=actor)
        return written

    def booked_time(self) -> Decimal:
        """The units of work booked with all its articles."""
        with db.session.no_autoflush:
            booked = db.session.scalar(select(func.sum(Article.time_units)).where(Article.ticket_id == self.id))
        return Decimal(booked or 0).quantize(CENT)

    # -------------------------------------------------------------------------------------------- check
    def _require_writing(self, article: NewArticle, *, actor: Actor) -> None:
        self.require("note", actor=actor)
        if actor.is_customer_user and (article.sender is not Sender.CUSTOMER or not article.visible_to_customer):
            raise Forbidden(f"{actor} can write articles of the customer only, and such as the customer can see.")

    def _articles_before(self) -> Row[Any] | None:
        """The newest article, and who sent the newest that is not the system's."""
        people = select(Article.sender).where(Article.ticket_id == self.id, Article.sender != Sender.SYSTEM)
        last_sender = people.order_by(Article.position.desc()).limit(1).scalar_subquery()
        newest = select(Article.id, Article.position, Article.content_sha256, Article.created_at, last_sender.label("last_sender"))
        with db.session.no_autoflush:
            return db.session.execute(newest.where(Article.ticket_id == self.id).order_by(Article.position.desc()).limit(1)).first()

    # -------------------------------------------------------------------------------------------- change
    def _write(self, article: NewArticle, *, position: int, fingerprint: str, actor: Actor) -> Article:
        values = {
            "ticket_id": self.id,
            "position": position,
            "sender": article.sender,
            "channel": article.channel,
            "visible_to_customer": article.visible_to_customer,
            "from_text": self._sender_of(article, actor=actor),
            "to_text": article.to,
            "cc_text": article.cc,
            "bcc_text": article.bcc,
            "reply_to": article.reply_to,
            "subject": article.subject,
            "body": article.body,
            "content_type": article.content_type,
            "message_id": article.message_id or None,
            "in_reply_to": article.in_reply_to,
            "references": article.references,
            "time_units": article.time_units or None,
            "sending": Sending.QUEUED if leaves(article, actor) else None,
            "created_at": now(),
            "created_by": str(actor),
            "content_sha256": fingerprint,
        }
        with db.session.no_autoflush:
            written = db.session.scalars(insert(Article).returning(Article), [values]).one()
            if written.sending is Sending.QUEUED:
                outbox.put(SEND_ARTICLE, {"article_id": written.id}, job_queue="mail")
            attach(written, article.attachments)
            if actor.is_agent:
                db.session.execute(insert(ArticleFlag), [{"article_id": written.id, "agent_id": actor.id, "flag": Flag.SEEN}])
        return written

    def _sender_of(self, article: NewArticle, *, actor: Actor) -> str:
        """The name and address of whose words these are, as far as the house knows; mail of a process gets the queue's when it is sent."""
        if article.from_text and not actor.is_customer_user:
            return article.from_text
        with db.session.no_autoflush:
            if article.sender is Sender.CUSTOMER:
                person_id = actor.id if actor.is_customer_user else self.customer_user_id
                person: CustomerUser | Agent | None = db.session.get(CustomerUser, person_id) if person_id else None
                return self.unknown_customer_user if person is None else mailbox(person.full_name, person.email)
            person = db.session.get(Agent, actor.id) if actor.is_agent else None
        if person is not None:
            return mailbox(person.full_name, person.email)
        return "" if article.channel is Channel.EMAIL else actor.name

    def _keep_up(self, written: Article, *, answered: Sender | None, actor: Actor) -> None:
        """What clocks and locks need to know of an article, kept in the row of the ticket."""
        clock = UpdateClock(self.update_basis, self.update_counts_from)
        clock = clock.after(written.sender, written.created_at, visible=written.visible_to_customer)
        values: dict[str, Any] = {"update_basis": clock.basis, "update_counts_from": clock.since}
        if self.first_response_at is None and written.visible_to_customer and written.sender is Sender.AGENT:
            values["first_response_at"] = written.created_at
        self.change(actor=actor, **values)
        self.article_came(written.sender, answered, written.created_at)

    # -------------------------------------------------------------------------------------------- record
    def _tell(self, written: Article, event: Event, *, not_told: Sequence[str] | None, actor: Actor) -> None:
        told: dict[str, Any] = {
            "article": written.position,
            "channel": written.channel,
            "sender": written.sender,
            "subject": written.subject,
        }
        told["visible_to_customer"] = written.visible_to_customer
        told |= {"agents_told": False} if not_told is None else {}
        told |= {"not_told": list(not_told)} if not_told else {}
        self.record(event, actor=actor, article_id=written.id, **told)
        if written.time_units:
            self.record(Event.TIME_BOOKED, actor=actor, article_id=written.id, units=written.time_units)
        settling.changes()[self.id].names.add("article")  # for escalation clocks; no model reads articles, so that no step follows
        written_in_unit().setdefault(self.id, []).append(written)


# ------------------------------------------------------------------------------------------------ rules
def leaves(article: NewArticle, actor: Actor) -> bool:
    """Whether it is a mail that has to be sent: by an agent or a process. Of the system's own, the mail room takes care."""
    return article.channel is Channel.EMAIL and article.sender is not Sender.CUSTOMER and not actor.is_system


def is_note(article: NewArticle) -> bool:
    return article.channel is Channel.INTERNAL and article.sender is not Sender.CUSTOMER


def event_of(article: NewArticle, *, is_first: bool) -> Event:
    """What history calls an article: what a customer writes later is a follow-up."""
    found = BY_CHANNEL[article.channel, article.sender]
    return Event.FOLLOWED_UP if found in FOLLOWING_UP and not is_first else found


def repeats(newest: Row[Any], fingerprint: str) -> bool:
    """Whether the newest article is just this one, written a moment ago."""
    return bool(newest.content_sha256 == fingerprint and now() - newest.created_at <= AT_ONCE)


def attach(article: Article, attachments: Iterable[NewAttachment]) -> None:
    """Keep files and hang them on an article."""
    rows = [
        {
            "article_id": article.id,
            "position": position,
            "sha256": kept(attachment.content).sha256,
            "filename": attachment.filename,
            "content_type": attachment.content_type,
            "content_id": attachment.content_id,
            "disposition": attachment.disposition,
        }
        for position, attachment in enumerate(attachments, start=1)
    ]
    if rows:
        db.session.execute(insert(ArticleAttachment), rows)


def kept(content: bytes | blobs.Received) -> blobs.Blob:
    return blobs.put(content, most_bytes=MOST_BYTES) if isinstance(content, bytes) else blobs.keep(content)


def written_in_unit() -> dict[int, list[Article]]:
    """The articles written in this unit of work that cannot be found by their words yet, by ticket; some may have been undone."""
    found: dict[int, list[Article]] = db.session.info.setdefault(WRITTEN, {})
    return found


def taken_to_index(ticket_id: int) -> Sequence[Article]:
    """Those of a ticket, for whoever indexes them; what was undone is not among them."""
    written = written_in_unit().pop(ticket_id, [])
    if not any(inspect(article).expired for article in written):
        return written
    ids = {identity[0] for article in written if (identity := inspect(article).identity)}
    return db.session.scalars(select(Article).where(Article.id.in_(ids)).order_by(Article.id)).all()
