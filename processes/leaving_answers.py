"""Answers on their way out: what an agent has sent leaves a moment later, so that it can be taken back.

    leaving_answers.send(ticket, Answer(to="ada@example.com", subject="Lamp", body="Try the switch."), actor=anna, after=SECONDS)
    leaving_answers.take_back(answer_id, actor=anna)                 # it never happened
    leaving_answers.let_go(answer_id)                                # `workers/answers.py`, when its time has come

Until then nothing has happened: there is no article, no mail, no new state and nothing in the history, which only ever grows. The row is
the answer; it goes in the transaction that writes the article, so that whatever is killed, an answer is there once, here or there.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any, Final, Self

from sqlalchemy import ForeignKey, Index, Text, bindparam, cast, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from desk.actors import Actor
from desk.agents import Agent
from foundation import blobs, outbox, prepared
from foundation.blobs import Received
from foundation.clock import now
from foundation.db import Base, Document, Id, db
from foundation.errors import Conflict, Forbidden, HouseError, NotFound, Refused, Unavailable
from processes import settling
from processes.saying import Saying, say
from processes.tickets.articles import Channel
from processes.tickets.new_articles import NewArticle, NewAttachment
from processes.tickets.ticket import Ticket

VERB: Final = "reply"
LET_GO: Final = "workers.answers.let_answer_go"
DID_NOT_LEAVE: Final = "Your answer did not leave."
MOST: Final = 20  # of one agent on one ticket


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is sent, as plain data.

    Args:
        to, subject, body, time_units: as of an article.
        state: the name of the state the ticket enters with it; empty: it stays in its own.
        pending_until: an ISO moment, for pending states.
        files: by `id`, `sha256`, `size`, `name` and `content_type`.
    """

    to: str
    subject: str
    body: str
    time_units: str = ""
    state: str = ""
    pending_until: str = ""
    files: Sequence[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def from_content(cls, content: dict[str, Any]) -> Self:
        """One that was kept; what a newer version kept beside is left out."""
        return cls(**{each.name: content[each.name] for each in fields(cls) if each.name in content})

    @property
    def saying(self) -> Saying:
        """As it is said."""
        attachments = [NewAttachment(file["name"], file["content_type"], Received(file["sha256"], file["size"])) for file in self.files]
        return Saying(
            verb=VERB,
            article=NewArticle(
                subject=self.subject,
                body=self.body,
                channel=Channel.EMAIL,
                visible_to_customer=True,
                to=self.to,
                time_units=self.time_units or None,
                attachments=attachments,
            ),
            state=self.state,
            pending_until=datetime.fromisoformat(self.pending_until) if self.pending_until else None,
        )


class LeavingAnswer(Base):
    """An answer that has not left. `problem`: why it could not, when its time had come; it waits for its author then."""

    __tablename__ = "leaving_answer"
    __table_args__ = (Index(None, "ticket_id", "agent_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"))
    agent_id: Mapped[int] = mapped_column(Id, ForeignKey("agent.id"), index=True)
    content: Mapped[Any] = mapped_column(Document)
    sent_at: Mapped[datetime] = mapped_column(default=now)
    leaves_at: Mapped[datetime]
    problem: Mapped[str] = mapped_column(Text, default="")

    @property
    def answer(self) -> Answer:
        return Answer.from_content(self.content)


# ------------------------------------------------------------------------------------------------ finding
def of_ticket(ticket_id: int, *, actor: Actor) -> Sequence[LeavingAnswer]:
    """The actor's own that have not left, the oldest first."""
    return prepared.records(LeavingAnswer, OWN, ticket_id=ticket_id, agent_id=actor.id) if actor.is_agent else []


OWN: Final = (
    select(prepared.table_of(LeavingAnswer))
    .where(LeavingAnswer.ticket_id == bindparam("ticket_id"), LeavingAnswer.agent_id == bindparam("agent_id"))
    .order_by(LeavingAnswer.id)
    .limit(MOST)
)


# ------------------------------------------------------------------------------------------------ verbs
def send(ticket: Ticket, answer: Answer, *, actor: Actor, after: timedelta) -> LeavingAnswer:
    """Have an answer leave after a while; what can be known to stand in its way is told now. The same once more is the one that waits.

    Raises:
        HouseError: as `say`.
        Forbidden: the actor is no agent.
        Conflict: too many wait already.
    """
    if not actor.is_agent:
        raise Forbidden(f"{actor} is no agent; only agents answer by mail.")
    rehearse(ticket, answer, actor=actor)
    waiting = of_ticket(ticket.id, actor=actor)
    same = next((one for one in waiting if one.content == asdict(answer) and not one.problem), None)
    if same is not None:
        return same
    if len(waiting) >= MOST:
        raise Conflict(f"{MOST} of your answers wait to leave here; see to those first.")
    leaving = LeavingAnswer(ticket_id=ticket.id, agent_id=actor.id, content=asdict(answer), leaves_at=now() + after)
    db.session.add(leaving)
    db.session.flush()
    for file in answer.files:
        blobs.keep(Received(file["sha256"], file["size"]))
    outbox.put(LET_GO, {"answer_id": leaving.id}, job_queue="steps", due_at=leaving.leaves_at)
    return leaving


def take_back(answer_id: int, *, actor: Actor) -> Answer:
    """Have an answer not leave. Its message in the outbox finds nothing then: locking both here could meet a worker halfway.

    Raises:
        NotFound: it has left, or was somebody else's, or was taken back before.
    """
    own = select(LeavingAnswer).where(LeavingAnswer.id == answer_id, LeavingAnswer.agent_id == actor.id)
    found = db.session.scalar(own.with_for_update()) if actor.is_agent else None
    if found is None:
        raise NotFound("This answer has left already.")
    answer = found.answer
    db.session.delete(found)
    db.session.flush()
    return answer


def let_go(answer_id: int) -> LeavingAnswer | None:
    """Say it now. The answer if that was not possible, which it tells then; None: it was said, or taken back before.

    Raises:
        Unavailable: a part of the house is away; it can be tried again.
    """
    leaving = waiting_one(answer_id)
    if leaving is None:
        return None
    agent = db.session.get_one(Agent, leaving.agent_id)
    try:
        with settling.undoable():
            require_valid(agent)
            say(Ticket.for_update(leaving.ticket_id), leaving.answer.saying, actor=agent.actor)
            settling.settle()
    except Unavailable:
        raise
    except HouseError as error:
        leaving.problem = " ".join(error.problems.values()) if isinstance(error, Refused) else str(error)
        return leaving
    db.session.delete(leaving)
    return None


def give_up(answer_id: int, problem: str) -> LeavingAnswer | None:
    """Note why it could not be said, for its author; None: there is nothing to be said any more."""
    leaving = waiting_one(answer_id)
    if leaving is not None:
        leaving.problem = problem
    return leaving


# ------------------------------------------------------------------------------------------------ parts of it
def waiting_one(answer_id: int) -> LeavingAnswer | None:
    """One that is to leave, held."""
    waiting = select(LeavingAnswer).where(LeavingAnswer.id == answer_id, LeavingAnswer.problem == "")
    return db.session.scalar(waiting.with_for_update())


def require_valid(agent: Agent) -> None:
    """Go on only for somebody who may still do something here.

    Raises:
        Forbidden: the agent is not valid any more.
    """
    if not agent.is_valid:
        raise Forbidden(f"{agent.full_name} is not valid any more; nothing is done in that name.")


class Rehearsed(Exception):
    """It would work; what was tried is undone."""


def rehearse(ticket: Ticket, answer: Answer, *, actor: Actor) -> None:
    """Go on only with an answer that could be said now.

    Raises:
        HouseError: as `say`.
    """
    with suppress(Rehearsed), settling.undoable():
        say(ticket, answer.saying, actor=actor)
        raise Rehearsed


@blobs.referrers.register("leaving answer")
def is_named(sha256: str) -> bool:
    """Whether an answer that has not left holds the content with that hash."""
    return bool(db.session.scalar(select(exists().where(cast(LeavingAnswer.content, Text).contains(sha256)))))
