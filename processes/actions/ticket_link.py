"""Transition action: link the ticket with another one."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from foundation import outbox
from processes.acting.linking import other_ticket
from processes.acting.parameters import choice_of, is_known, text_of
from processes.acting.waiting import done
from processes.actions import Circumstances, Outcome, TransitionAction, TransitionActionError, actions
from processes.tickets.linking import LinkRole

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket


class LinkType(StrEnum):
    """The types of links, as OTRS calls them."""

    NORMAL = "Normal"
    PARENT_CHILD = "ParentChild"


@actions.register("ticket-link")
@dataclass(frozen=True, kw_only=True)
class TicketLink(TransitionAction):
    """`ticket` (or `to`) is the number of the other ticket, `link_as` what it is to this one: Normal, Parent or Child.

    With `type` ParentChild alone the other one is the child. Both histories tell it, in a transaction after the step. Fails where there is
    no such ticket, where the process may not read it, or where a ticket would become its own ancestor.
    """

    label: ClassVar[str] = "Link with a ticket"
    outside: ClassVar[bool] = True

    to: Any = None
    ticket: Any = None
    link_as: Any = None
    type: Any = None

    def check(self) -> None:
        if self.to is None and self.ticket is None:
            raise TransitionActionError("It names no 'ticket' to link with.")
        if is_known(self.link_as):
            choice_of(self.link_as, LinkRole, "link_as")
        if is_known(self.type):
            choice_of(self.type, LinkType, "type")
        if is_known(self.link_as) and is_known(self.type):
            self.role()

    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        role = self.role()
        other = other_ticket(ticket, self.ticket or self.to, role=role, actor=circumstances.actor)
        arguments = {"ticket_id": ticket.id, "other_id": other.id, "role": role.value, "by": circumstances.process_id}
        outbox.put("workers.steps.link_tickets", arguments, job_queue="steps")
        return done(circumstances)

    def role(self) -> LinkRole:
        """What the other ticket is to this one.

        Raises:
            TransitionActionError: type and role contradict each other.
        """
        kind = choice_of(self.type, LinkType, "type") if text_of(self.type, "type") else None
        if not text_of(self.link_as, "link_as"):
            return LinkRole.CHILD if kind is LinkType.PARENT_CHILD else LinkRole.NORMAL
        role = choice_of(self.link_as, LinkRole, "link_as")
        if kind is not None and (kind is LinkType.NORMAL) != (role is LinkRole.NORMAL):
            raise TransitionActionError(f"A link of the type {kind.value} cannot be one as {role.value}.")
        return role
