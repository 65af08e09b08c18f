"""Who is told: the people a notification names by their part in a ticket, by name, or by address, as far as they may read the ticket."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from desk.address_lines import mailboxes
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.email_addresses import problem_of
from desk.groups import AgentGroupPermission, Group, QueuePermission, RoleGroupPermission
from desk.master_data import MasterData, Validity
from desk.people import folded
from desk.personal_queues import PersonalQueue, PersonalService
from desk.roles import Role
from desk.system_addresses import SystemAddress
from desk.ticket_permissions import may_ticket
from foundation.application import settings
from foundation.db import db
from notifications.rules import Notification
from processes.acting.noticing import agents_of, holders
from processes.tickets.access import columns_of
from processes.tickets.articles import Article
from processes.tickets.ownership import nobody
from processes.tickets.ticket import Ticket
from processes.tickets.watchers import Watcher

MACHINES = frozenset({"mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply"})


@dataclass(frozen=True)
class Recipient:
    """Somebody to tell: an agent, a customer user, or just an address (`person` is None)."""

    person: Agent | CustomerUser | None
    address: str

    @property
    def is_agent(self) -> bool:
        return isinstance(self.person, Agent)

    @property
    def name(self) -> str:
        return self.address if self.person is None else self.person.login

    @property
    def key(self) -> str:
        """What tells recipients apart: a login may be an agent's and a customer user's; of addresses, the letters count, large or small."""
        return self.address.casefold() if self.person is None else str(self.person.actor)

    @property
    def language(self) -> str:
        return "" if self.person is None else self.person.language

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(settings().time_zone) if self.person is None else self.person.zone


# ------------------------------------------------------------------------------------------------ all of them
def recipients_of(notification: Notification, ticket: Ticket) -> list[Recipient]:
    """Everybody a notification is for who may read the ticket, agents first, but for the addresses it names."""
    wanted = frozenset(notification.recipients)
    named = notification.named_recipients
    agents = [Recipient(agent, agent.email) for agent in agents_for(wanted, named, ticket) if may_read(agent, ticket)]
    return [*agents, *customers_for(wanted, ticket)]


def agents_for(wanted: frozenset[str], named: dict[str, list[str]], ticket: Ticket) -> Sequence[Agent]:
    """The valid agents who are meant, by login."""
    ids = [ticket.owner_id] if "owner" in wanted else []
    ids += [ticket.responsible_id] if "responsible" in wanted else []
    ids = [each for each in ids if each != nobody().id] if ids else []  # who owns what nobody has is nobody to tell
    for word in sorted(wanted & PARTS.keys()):
        ids += db.session.scalars(PARTS[word](ticket)).all()
    logins = [folded(login) for login in named.get("agents", [])]
    ids += db.session.scalars(select(Agent.id).where(Agent.login_folded.in_(logins))).all() if logins else []
    groups, roles = all_named(Group, named.get("groups", [])), all_named(Role, named.get("roles", []))
    return agents_of(ids=ids, groups=groups, roles=roles) if ids or groups or roles else []


def all_named(kind: type[Any], names: list[str]) -> Sequence[Any]:
    """The valid ones among those names."""
    found: Sequence[MasterData] = (
        db.session.scalars(select(kind).where(kind.name.in_(names), kind.validity == Validity.VALID)).all() if names else []
    )
    return found


def may_read(person: Agent | CustomerUser, ticket: Ticket) -> bool:
    return may_ticket(person.actor, QueuePermission.RO, columns_of(Ticket), ticket.id)


# ------------------------------------------------------------------------------------------------ agents by their part
def watching(ticket: Ticket) -> Select[int]:
    return select(Watcher.agent_id).where(Watcher.ticket_id == ticket.id)


def having_chosen_the_queue(ticket: Ticket) -> Select[int]:
    return select(PersonalQueue.agent_id).where(PersonalQueue.chosen_id == ticket.queue_id)


def having_chosen_the_service(ticket: Ticket) -> Select[int]:
    return select(PersonalService.agent_id).where(PersonalService.chosen_id == ticket.service_id)


def having_chosen_both(ticket: Ticket) -> Select[int]:
    return having_chosen_the_queue(ticket).where(PersonalQueue.agent_id.in_(having_chosen_the_service(ticket)))


def who_may_write(ticket: Ticket) -> Select[int]:
    """Those with rw in the group of the ticket's queue."""
    group_id, rw = ticket.words.queue_group_id, QueuePermission.RW
    direct = select(AgentGroupPermission.agent_id).where(AgentGroupPermission.group_id == group_id, AgentGroupPermission.permission == rw)
    roles = select(RoleGroupPermission.role_id).where(RoleGroupPermission.group_id == group_id, RoleGroupPermission.permission == rw)
    return select(Agent.id).where(Agent.id.in_(direct) | Agent.id.in_(holders(roles)))


PARTS: Final[dict[str, Callable[[Ticket], Select[int]]]] = {
    "watchers": watching,
    "my-queues": having_chosen_the_queue,
    "my-services": having_chosen_the_service,
    "my-queues-and-services": having_chosen_both,
    "write-permission": who_may_write,
}


# ------------------------------------------------------------------------------------------------ customers and addresses
def customers_for(wanted: frozenset[str], ticket: Ticket) -> Iterator[Recipient]:
    """The customer of the ticket, and whom its first or last visible article went to, as far as mail gets to people there."""
    if "customer" in wanted:
        person = db.session.get(CustomerUser, ticket.customer_user_id) if ticket.customer_user_id else None
        if person is not None and person.is_valid and may_read(person, ticket) and is_for_people(person.email):
            yield Recipient(person, person.email)
        elif person is None and is_for_people(ticket.unknown_customer_user):
            yield Recipient(None, ticket.unknown_customer_user)
    articles = select(Article).where(Article.ticket_id == ticket.id, Article.visible_to_customer.is_(True)).limit(1)
    for word, order in (("first-article", Article.position), ("last-article", Article.position.desc())):
        article = db.session.scalar(articles.order_by(order)) if word in wanted else None
        yield from addressees(article) if article is not None else ()


def addressees(article: Article) -> Iterator[Recipient]:
    """The addresses an article went to, without the desk's own."""
    found = (*mailboxes(article.to_text), *mailboxes(article.cc_text))
    given = [each.address for each in found if is_for_people(each.address)]
    own = {address.lower() for address in db.session.scalars(select(SystemAddress.email))}
    yield from (Recipient(None, address) for address in given if address.lower() not in own)


def is_for_people(address: str) -> bool:
    """Whether it is an address, and none of those from which machines write."""
    return problem_of(address) is None and address.partition("@")[0].lower() not in MACHINES
