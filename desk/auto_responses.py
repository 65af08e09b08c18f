"""Auto responses: what a queue answers by itself. Whether one is sent in a case is decided where mail comes in."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desk import auditing, references
from desk.actors import Actor
from desk.master_data import Validity, enumeration
from desk.pending_changes import before
from desk.queues import Queue
from desk.system_addresses import SystemAddress
from desk.written_texts import WrittenText, text_problems
from foundation.db import Base, Id, db
from foundation.errors import Refused


class AutoResponseType(StrEnum):
    """What is answered."""

    REPLY = "auto reply"  # a new ticket
    REJECT = "auto reject"  # an answer to a closed ticket that is not taken up
    FOLLOW_UP = "auto follow up"  # an answer to a ticket
    NEW_TICKET = "auto reply/new ticket"  # an answer to a closed ticket that became a ticket of its own
    REMOVE = "auto remove"  # a ticket that is removed


class AutoResponse(WrittenText):
    """A mail that answers by itself."""

    __tablename__ = "auto_response"
    __table_args__ = (UniqueConstraint("id", "type"),)  # so that an assignment cannot be of another type
    noun: ClassVar[str] = "auto response"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    type: Mapped[AutoResponseType] = mapped_column(enumeration(AutoResponseType), active_history=True)
    subject: Mapped[str] = mapped_column(String(200))
    sender_address_id: Mapped[int] = mapped_column(Id, ForeignKey("system_address.id"), index=True)

    sender_address: Mapped[SystemAddress] = relationship()

    def queues(self) -> Sequence[Queue]:
        """The queues that answer with it."""
        assigned = select(QueueAutoResponse.queue_id).where(QueueAutoResponse.auto_response_id == self.id)
        return db.session.scalars(select(Queue).where(Queue.id.in_(assigned)).order_by(Queue.name)).all()

    def problems(self) -> Iterable[tuple[str, str]]:
        yield from super().problems()
        yield from text_problems(self.subject, field="subject")
        yield from references.out_of_use(self)
        if before(self, "type") not in {None, self.type} and (answering := self.queues()):
            yield "type", f"It is used by {references.told('queue', answering)}; take it away there first."


references.keeps_valid(AutoResponse.sender_address_id)


class QueueAutoResponse(Base):
    """That a queue answers with a response: one of each type."""

    __tablename__ = "queue_auto_response"
    __table_args__ = (ForeignKeyConstraint(["auto_response_id", "type"], ["auto_response.id", "auto_response.type"]),)

    queue_id: Mapped[int] = mapped_column(Id, ForeignKey("queue.id"), primary_key=True)
    type: Mapped[AutoResponseType] = mapped_column(enumeration(AutoResponseType), primary_key=True)
    auto_response_id: Mapped[int] = mapped_column(Id, index=True)


# ------------------------------------------------------------------------------------------------ who answers with what
def response_for(queue: Queue, response_type: AutoResponseType) -> AutoResponse | None:
    """What a queue answers in such a case; None if it says nothing."""
    assigned = select(QueueAutoResponse.auto_response_id)
    of_queue = assigned.where(QueueAutoResponse.queue_id == queue.id, QueueAutoResponse.type == response_type)
    return db.session.scalar(select(AutoResponse).where(AutoResponse.id.in_(of_queue), AutoResponse.validity == Validity.VALID))


def answer_with(queue: Queue, response: AutoResponse, *, actor: Actor) -> bool:
    """Have a queue answer with a response, instead of the one of the same type it had; True if that changed anything.

    Raises:
        Forbidden: the actor is no administrator.
        Refused: the response is invalid.
    """
    Queue.authorise(actor)
    if not response.is_valid:
        raise Refused({"response": f"The auto response {response.name!r} is {response.validity}; choose a valid one."})
    return _assign(queue, response.type, response, actor)


def stop_answering(queue: Queue, response_type: AutoResponseType, *, actor: Actor) -> bool:
    """Have a queue say nothing in such a case; True if that changed anything."""
    Queue.authorise(actor)
    return _assign(queue, response_type, None, actor)


def _assign(queue: Queue, response_type: AutoResponseType, response: AutoResponse | None, actor: Actor) -> bool:
    assigned = db.session.get(QueueAutoResponse, (queue.id, response_type), with_for_update=True)
    old = db.session.get(AutoResponse, assigned.auto_response_id) if assigned else None
    if old is response:
        return False
    if assigned is not None and response is not None:
        assigned.auto_response_id = response.id
    elif response is not None:
        db.session.add(QueueAutoResponse(queue_id=queue.id, type=response_type, auto_response_id=response.id))
    else:
        db.session.delete(assigned)
    db.session.flush()
    auditing.record("changed", about=queue.about, changes={response_type.value: (old, response)}, actor=actor)
    return True
