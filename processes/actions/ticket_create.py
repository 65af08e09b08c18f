"""Transition action: make another ticket."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from sqlalchemy import select

from desk.agents import Agent
from desk.priorities import Priority
from desk.queues import Queue
from desk.services import Service
from desk.slas import Sla
from desk.states import State
from desk.ticket_types import TicketType
from foundation import outbox
from foundation.db import db
from processes import chains
from processes.acting import existing
from processes.acting.articles import WithArticle
from processes.acting.parameters import choice_of, is_known, needed_text, text_of, truth_of
from processes.acting.pending import check_pending, due, is_given
from processes.actions import Circumstances, Outcome, TransitionActionError, actions
from processes.definitions import active_version
from processes.tickets.linking import LinkRole
from processes.tickets.record import Lock

if TYPE_CHECKING:
    from processes.tickets.creating import Wanted
    from processes.tickets.ticket import Ticket

QUEUE, STATE, PRIORITY, LOCK = "Raw", "new", "3 normal", Lock.UNLOCKED  # what OTRS ships as `Process::Default…`
KINDS: Final = {
    "queue": Queue,
    "state": State,
    "priority": Priority,
    "owner": Agent,
    "responsible": Agent,
    "type": TicketType,
    "service": Service,
    "sla": Sla,
}


@actions.register("ticket-create")
@dataclass(frozen=True, kw_only=True)
class TicketCreate(WithArticle):
    """The new ticket gets an article where `body` says something, and a link where `link_as` says what it is: Normal, Parent or Child.

    Its process (`process`, else that of its queue) begins in a transaction of its own. Further parameters are fields, of the new ticket or
    of its article. Fails where a name does not exist, where the process may not work in the queue, and in a chain without end.
    """

    label: ClassVar[str] = "Make a ticket"
    outside: ClassVar[bool] = True
    several_verbs: ClassVar[bool] = True
    takes_further: ClassVar[bool] = True

    title: Any
    body: Any = None
    queue: Any = None
    state: Any = None
    lock: Any = None
    priority: Any = None
    owner: Any = None
    responsible: Any = None
    type: Any = None
    service: Any = None
    sla: Any = None
    customer: Any = None
    customer_user: Any = None
    number: Any = None
    archive: Any = None
    pending: Any = None
    link_as: Any = None
    process: Any = None

    # -------------------------------------------------------------------------------------------- at deployment
    def check(self) -> None:
        for name, kind in KINDS.items():
            existing.check(kind, getattr(self, name), name, may_be_empty=True)
        if is_known(self.lock):
            choice_of(self.lock, Lock, "lock")
        if is_known(self.link_as):
            choice_of(self.link_as, LinkRole, "link_as")
        if is_known(self.archive):
            truth_of(self.archive, "archive")
        if is_known(self.process):
            existing.process(self.process, "process")
        check_pending(self.pending)
        self.check_article()

    # -------------------------------------------------------------------------------------------- in a step
    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        chains.make_ticket(circumstances.cause, circumstances.hops + 1)
        made = self._made(ticket, circumstances=circumstances)
        if text_of(self.body, "body"):
            self.write_article(made, self.body, circumstances=circumstances)
        else:
            self._set_fields(made, circumstances=circumstances)
        if self.link_as:
            ticket.link(made, choice_of(self.link_as, LinkRole, "link_as"), actor=circumstances.actor)
        if truth_of(self.archive, "archive"):
            made.archive(actor=circumstances.actor)
        return self._begin(made, circumstances=circumstances)

    def _made(self, ticket: "Ticket", *, circumstances: Circumstances) -> "Ticket":
        queue = existing.valid(Queue, self.queue or QUEUE, "queue")
        state = existing.valid(State, self.state or STATE, "state")
        wanted: Wanted = {
            "state": state,
            "priority": existing.valid(Priority, self.priority or PRIORITY, "priority"),
            "lock": choice_of(self.lock or LOCK, Lock, "lock"),
            "customer": text_of(self.customer, "customer") or None,
            "customer_user": text_of(self.customer_user, "customer_user") or None,
            "cause": circumstances.cause,
        }
        chosen: dict[str, Any] = {
            name: existing.valid(KINDS[name], getattr(self, name), name)
            for name in ("owner", "responsible", "type", "service", "sla")
            if text_of(getattr(self, name), name)
        }
        if state.type.is_pending and is_given(self.pending):
            chosen["pending_until"] = due(self.pending, ticket, circumstances=circumstances)
        number = self._free_number(ticket)
        made = type(ticket).create(actor=circumstances.actor, queue=queue, title=needed_text(self.title, "title"), **{**wanted, **chosen})
        if number:
            made.change(actor=circumstances.actor, number=number)
        return made

    def _free_number(self, ticket: "Ticket") -> str:
        """The number that is wished for; "" if none is."""
        number = text_of(self.number, "number")
        if number and db.session.scalar(select(type(ticket).id).where(type(ticket).number == number)) is not None:
            raise TransitionActionError(f"There is a ticket {number!r} already; leave the number to the house, or choose another.")
        return number

    def _set_fields(self, made: "Ticket", *, circumstances: Circumstances) -> None:
        if self.further:
            made.set_fields(self.further, actor=circumstances.actor)

    def _begin(self, made: "Ticket", *, circumstances: Circumstances) -> Outcome:
        """Have the process of the new ticket begin, and the token that waits for it go on then."""
        process_id = text_of(self.process, "process") or db.session.get_one(Queue, made.queue_id).process_id
        active_version(process_id)
        hops = circumstances.hops + 1
        start = {"ticket_id": made.id, "process_id": process_id, "cause": circumstances.cause, "hops": hops, "by": circumstances.process_id}
        if circumstances.waits:
            start["reply_to"] = [circumstances.instance_id, circumstances.token]
        outbox.put(chains.START, start, job_queue="steps", cause=circumstances.cause, hops=hops)
        return Outcome.WAITS if circumstances.waits else Outcome.DONE
