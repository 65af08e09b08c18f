"""Transition action: tell agents or the customer something."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from desk.agents import Agent
from desk.groups import Group
from desk.roles import Role
from foundation.application import settings
from processes.acting import existing
from processes.acting.languages import language_of_customer, spoken
from processes.acting.noticing import Message, agents_of, tell, tell_customer
from processes.acting.parameters import choice_of, is_known, items_of, text_of, truth_of
from processes.acting.waiting import done
from processes.actions import UNKNOWN, Circumstances, Outcome, TransitionAction, TransitionActionError, actions
from processes.notices import NoticeChannel

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket

OWNER: Final = frozenset({"owner", "ticket.owner"})
RESPONSIBLE: Final = frozenset({"responsible", "ticket.responsible"})
CUSTOMER: Final = "customer"


@actions.register("notify")
@dataclass(frozen=True, kw_only=True)
class Notify(TransitionAction):
    """`to` and `agents` are logins, `owner`, `responsible` (and `to` also `customer`); `groups` are those who may read in them.

    Fails where a name does not exist, or where nobody is named at all. Who is not valid, or a customer without an address, is left out.
    """

    label: ClassVar[str] = "Tell people"
    outside: ClassVar[bool] = True
    several_verbs: ClassVar[bool] = True

    to: Any = None
    agents: Any = None
    groups: Any = None
    roles: Any = None
    customer: Any = None
    subject: Any = None
    body: Any = None
    channel: Any = None

    # -------------------------------------------------------------------------------------------- at deployment
    def check(self) -> None:
        if all(given is None for given in (self.to, self.agents, self.groups, self.roles, self.customer)):
            raise TransitionActionError("It names nobody: 'to', 'agents', 'groups', 'roles' or 'customer' say who is told.")
        for name in ("to", "agents"):
            given = getattr(self, name)
            existing.check_all(Agent, UNKNOWN if given is UNKNOWN else logins(given, name), name)
        existing.check_all(Group, self.groups, "groups")
        existing.check_all(Role, self.roles, "roles")
        if is_known(self.customer):
            truth_of(self.customer, "customer")
        if is_known(self.channel):
            choice_of(self.channel, NoticeChannel, "channel")

    # -------------------------------------------------------------------------------------------- in a step
    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        message = self._message(ticket, settings().language, circumstances=circumstances)
        tell(ticket, message, agents=self._agents(ticket), actor=circumstances.actor)
        if truth_of(self.customer, "customer") or CUSTOMER in items_of(self.to, "to"):
            to_customer = self._message(ticket, language_of_customer(ticket), circumstances=circumstances)
            tell_customer(ticket, to_customer, actor=circumstances.actor)
        return done(circumstances)

    def _message(self, ticket: "Ticket", language: str, *, circumstances: Circumstances) -> Message:
        said = spoken(self, "subject", "body", language=language, circumstances=circumstances)
        return Message(
            subject=text_of(said.subject, "subject") or ticket.title,
            body=text_of(said.body, "body"),
            channel=choice_of(self.channel or NoticeChannel.USUAL, NoticeChannel, "channel"),
        )

    def _agents(self, ticket: "Ticket") -> Any:
        named = {*items_of(self.to, "to"), *items_of(self.agents, "agents")}
        ids = [existing.valid(Agent, login, "agents").id for name in ("to", "agents") for login in logins(getattr(self, name), name)]
        ids += [ticket.owner_id] if named & OWNER else []
        ids += [ticket.responsible_id] if named & RESPONSIBLE else []
        groups = [existing.valid(Group, name, "groups") for name in items_of(self.groups, "groups")]
        roles = [existing.valid(Role, name, "roles") for name in items_of(self.roles, "roles")]
        return agents_of(ids=ids, groups=groups, roles=roles) if ids or groups or roles else []


def logins(given: Any, name: str) -> list[str]:
    """Those entries of a list that are logins, not words for somebody the ticket knows."""
    return [each for each in items_of(given, name) if each not in {*OWNER, *RESPONSIBLE, CUSTOMER}]
