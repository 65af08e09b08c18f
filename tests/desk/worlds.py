"""People, groups, queues and tickets as plain data, and what each may do as plain Python: what the queries are held to.

A `World` is stored by bulk, without verbs. Its tickets lie in a table that stands in for the real one.
"""

import random
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table, exists, insert

import desk.tables  # noqa: F401 - so that all records are known
from desk.actors import Actor, ActorKind
from desk.agents import Agent
from desk.customer_groups import CustomerGroupPermission, CustomerUserGroupPermission
from desk.customer_users import CustomerUser, CustomerUserCustomer
from desk.customers import Customer
from desk.groups import AgentGroupPermission, Group, QueuePermission, RoleGroupPermission
from desk.master_data import Validity
from desk.ownership_limits import OwnershipLimit
from desk.queues import Queue
from desk.roles import AgentRole, Role
from desk.switches import SHIPPED, Switch, SwitchRecord
from desk.ticket_permissions import TicketColumns
from foundation.db import db

FIRST = 1000  # ids begin here, beyond those of whatever a house is shipped with
ASKED = (*QueuePermission, "close")
VALID, INVALID = Validity.VALID, Validity.INVALID
METADATA = MetaData()
TICKET = Table(
    "stand_in_ticket",
    METADATA,
    Column("id", Integer, primary_key=True),
    *(Column(name, Integer) for name in ("queue_id", "owner_id", "responsible_id")),
    *(Column(name, String(200)) for name in ("customer_number", "customer_user_login")),
)
WATCHER = Table("stand_in_watcher", METADATA, *(Column(name, Integer, primary_key=True) for name in ("ticket_id", "agent_id")))
OPENED = Table(
    "stand_in_opened",
    METADATA,
    *(Column(name, Integer, primary_key=True) for name in ("ticket_id", "agent_id")),
    Column("permission", String(20), primary_key=True),
)
ARTICLE = Table("stand_in_article", METADATA, Column("id", Integer, primary_key=True), Column("visible", Boolean))
COLUMNS = TicketColumns(
    **{name: TICKET.c[name] for name in ("id", "queue_id", "owner_id", "responsible_id", "customer_number", "customer_user_login")},
    watched_by=lambda agent_id: exists().where(WATCHER.c.ticket_id == TICKET.c.id, WATCHER.c.agent_id == agent_id),
    opened_by_activity=lambda actor, permission: exists().where(
        OPENED.c.ticket_id == TICKET.c.id, OPENED.c.agent_id == actor.id, OPENED.c.permission == permission
    ),
)


@dataclass
class World:
    """Validity by id, and who holds what as sets of ids."""

    agents: dict[int, Validity] = field(default_factory=dict)
    roles: dict[int, Validity] = field(default_factory=dict)
    groups: dict[int, Validity] = field(default_factory=dict)
    queues: dict[int, tuple[int, Validity]] = field(default_factory=dict)
    customers: dict[int, Validity] = field(default_factory=dict)
    customer_users: dict[int, tuple[int, Validity]] = field(default_factory=dict)
    agent_roles: set[tuple[int, int]] = field(default_factory=set)
    agent_grants: set[tuple[int, int, str]] = field(default_factory=set)
    role_grants: set[tuple[int, int, str]] = field(default_factory=set)
    further_customers: set[tuple[int, int]] = field(default_factory=set)
    customer_user_grants: set[tuple[int, int, str]] = field(default_factory=set)
    customer_grants: set[tuple[int, int, str, str]] = field(default_factory=set)
    limits: set[tuple[int, str, str]] = field(default_factory=set)
    tickets: dict[int, dict[str, int]] = field(default_factory=dict)
    watchers: set[tuple[int, int]] = field(default_factory=set)
    opened: set[tuple[int, int, str]] = field(default_factory=set)
    switches: dict[Switch, Any] = field(default_factory=dict)
    owners: dict[str, int] = field(default_factory=dict)  # process id -> group

    # -------------------------------------------------------------------------------------------- storing
    def store(self) -> None:
        METADATA.create_all(db.session.connection())
        person = {"first_name": "A", "last_name": "B"}
        put(Agent, [person | named("agent", key) | {"validity": validity} for key, validity in self.agents.items()])
        put(Role, [{"id": key, "name": f"role {key}", "validity": validity} for key, validity in self.roles.items()])
        put(Group, [{"id": key, "name": f"group {key}", "validity": validity} for key, validity in self.groups.items()])
        queues = [{"id": key, "group_id": group, "validity": validity} for key, (group, validity) in self.queues.items()]
        put(Queue, [queue | {"name": f"queue {queue['id']}"} for queue in queues])
        put(Customer, [{"id": key, "number": f"C{key}", "name": "C", "validity": validity} for key, validity in self.customers.items()])
        customer_users = [named("user", key) | {"customer_id": of, "validity": is_} for key, (of, is_) in self.customer_users.items()]
        put(CustomerUser, [person | each | {"email_folded": each["email"]} for each in customer_users])
        for kind, keys, rows in self._links():
            put(kind, [dict(zip(keys, row, strict=True)) for row in rows])
        put(SwitchRecord, [{"name": switch, "value": value} for switch, value in self.switches.items()])
        put(TICKET, [self._ticket_row(key) for key in self.tickets])
        db.session.flush()

    def _links(self) -> list[tuple[Any, tuple[str, ...], Any]]:
        return [
            (AgentRole, ("agent_id", "role_id"), self.agent_roles),
            (AgentGroupPermission, ("agent_id", "group_id", "permission"), self.agent_grants),
            (RoleGroupPermission, ("role_id", "group_id", "permission"), self.role_grants),
            (CustomerUserCustomer, ("customer_user_id", "customer_id"), self.further_customers),
            (CustomerUserGroupPermission, ("customer_user_id", "group_id", "permission"), self.customer_user_grants),
            (CustomerGroupPermission, ("customer_id", "group_id", "context", "permission"), self.customer_grants),
            (OwnershipLimit, ("queue_id", "relation", "permission"), self.limits),
            (WATCHER, ("ticket_id", "agent_id"), self.watchers),
            (OPENED, ("ticket_id", "agent_id", "permission"), self.opened),
        ]

    def _ticket_row(self, key: int) -> dict[str, Any]:
        ticket = self.tickets[key]
        row: dict[str, Any] = {name: ticket.get(name.removesuffix("_id")) for name in ("queue_id", "owner_id", "responsible_id")}
        customer, user = ticket.get("customer"), ticket.get("customer_user")
        return row | {"id": key, "customer_number": customer and f"C{customer}", "customer_user_login": user and f"user{user}"}

    # -------------------------------------------------------------------------------------------- what is right
    def stands(self, switch: Switch) -> Any:
        return self.switches.get(switch, SHIPPED[switch].value)

    def may_queue(self, actor: Actor, permission: str, queue: int) -> bool:
        group, validity = self.queues[queue]
        if validity is not VALID and permission in {"create", "move_into"}:
            return False
        if actor.is_system:
            return True
        return self.groups[group] is VALID and group in self.main_groups(actor, permission) | self.others(actor, permission)

    def may_ticket(self, actor: Actor, permission: str, ticket: int) -> bool:
        facts = self.tickets[ticket]
        if actor.is_system:
            return True
        if actor.kind is ActorKind.AGENT:
            return self.agents[actor.id or 0] is VALID and (
                self.may_queue(actor, permission, facts["queue"])
                or self.holds(actor, permission, facts, "owner")
                or (self.stands(Switch.RESPONSIBLE) and self.holds(actor, permission, facts, "responsible"))
                or (self.stands(Switch.WATCHERS) and permission == "ro" and (ticket, actor.id) in self.watchers)
                or (ticket, actor.id, permission) in self.opened
            )
        if actor.kind is ActorKind.CUSTOMER_USER and (ticket, actor.id, permission) in self.opened:
            return self.customer_users[actor.id or 0][1] is VALID
        if not self.may_queue(actor, permission, facts["queue"]):
            return False
        if actor.kind is ActorKind.PROCESS:
            return True
        group = self.queues[facts["queue"]][0]
        related = facts.get("customer_user") == actor.id or (
            self.stands(Switch.COMPANY_TICKETS) and facts.get("customer") in self.customers_of(actor.id or 0)
        )
        return (related and group in self.main_groups(actor, permission)) or group in self.others(actor, permission)

    def holds(self, actor: Actor, permission: str, facts: dict[str, int], relation: str) -> bool:
        worth = {allowed for queue, limited, allowed in self.limits if (queue, limited) == (facts["queue"], relation)}
        return facts.get(relation) == actor.id and (not worth or permission in worth or "rw" in worth)

    def main_groups(self, actor: Actor, permission: str) -> set[int]:
        """The groups in which the actor has the permission, valid or not; for customer users, for tickets of their own."""
        if actor.kind is ActorKind.AGENT:
            roles = {role for agent, role in self.agent_roles if agent == actor.id and self.roles[role] is VALID}
            held = {(group, held) for agent, group, held in self.agent_grants if agent == actor.id}
            held |= {(group, held) for role, group, held in self.role_grants if role in roles}
            return {group for group, held in held if held in {permission, "rw"}} if self.agents[actor.id or 0] is VALID else set()
        if actor.kind is ActorKind.PROCESS:
            return {self.owners[actor.name]} if actor.name in self.owners else set()
        return self.groups_of_customer_user(actor.id or 0, permission)

    def groups_of_customer_user(self, user: int, permission: str) -> set[int]:
        enough = {"ro": {"ro", "rw"}, "note": {"rw"}, "create": {"rw"}}.get(permission, set())
        if not enough or self.customer_users[user][1] is not VALID:
            return set()
        if not self.stands(Switch.CUSTOMER_GROUPS):
            return set(self.groups)
        customers = self.customers_of(user)
        found = {group for group in self.groups if f"group {group}" in self.stands(Switch.ALWAYS_GROUPS)}
        found |= {group for group in self.groups if customers and f"group {group}" in self.stands(Switch.CUSTOMERS_ALWAYS_GROUPS)}
        found |= {group for holder, group, held in self.customer_user_grants if holder == user and held in enough}
        return found | {group for of, group, about, held in self.customer_grants if of in customers and about == "same" and held in enough}

    def others(self, actor: Actor, permission: str) -> set[int]:
        """The groups in which a customer user may see everybody's tickets."""
        enough = {"ro": {"ro", "rw"}, "note": {"rw"}, "create": {"rw"}}.get(permission, set())
        if actor.kind is not ActorKind.CUSTOMER_USER or not (self.stands(Switch.CUSTOMER_GROUPS) and self.stands(Switch.OTHER_CUSTOMERS)):
            return set()
        customers = self.customers_of(actor.id or 0)
        return {group for of, group, about, held in self.customer_grants if of in customers and about == "other" and held in enough}

    def customers_of(self, user: int) -> set[int]:
        primary, validity = self.customer_users[user]
        theirs = {primary} | {customer for holder, customer in self.further_customers if holder == user}
        return {customer for customer in theirs if self.customers[customer] is VALID} if validity is VALID else set()


def put(kind: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(kind), rows)


def named(noun: str, key: int) -> dict[str, Any]:
    login = f"{noun}{key}"
    return {"id": key, "login": login, "login_folded": login, "email": f"{login}@example.com"}


def agent_actor(key: int) -> Actor:
    return Actor(ActorKind.AGENT, key, f"agent{key}")


def customer_actor(key: int) -> Actor:
    return Actor(ActorKind.CUSTOMER_USER, key, f"user{key}")


def random_world(seed: int) -> World:
    """A small world in which anything may hold, with many things that are not valid."""
    dice = random.Random(seed)
    some = range(FIRST, FIRST + 6)

    def validities() -> dict[int, Validity]:
        return {key: dice.choice([VALID, VALID, VALID, INVALID, Validity.INVALID_TEMPORARILY]) for key in some}

    def chosen(share: float, *among: Any) -> set[Any]:
        return {row for row in product(*among) if dice.random() < share}

    permissions, held = [str(one) for one in QueuePermission], ["ro", "rw"]
    world = World(validities(), validities(), validities(), customers=validities())
    world.queues = {key: (dice.choice(some), validity) for key, validity in validities().items()}
    world.customer_users = {key: (dice.choice(some), validity) for key, validity in validities().items()}
    world.agent_roles, world.further_customers = chosen(0.2, some, some), chosen(0.1, some, some)
    world.agent_grants, world.role_grants = chosen(0.04, some, some, permissions), chosen(0.04, some, some, permissions)
    world.customer_user_grants = chosen(0.08, some, some, held)
    world.customer_grants = chosen(0.05, some, some, ["same", "other"], held)
    world.limits = chosen(0.05, some, ["owner", "responsible"], [*permissions, "nothing"])
    relations = ("queue", "owner", "responsible", "customer", "customer_user")
    world.tickets = {key: {relation: dice.choice(some) for relation in relations} for key in range(FIRST, FIRST + 24)}
    world.watchers, world.opened = chosen(0.1, world.tickets, some), chosen(0.02, world.tickets, some, permissions)
    flags = [switch for switch in Switch if isinstance(SHIPPED[switch].value, bool)]
    world.switches = {switch: dice.random() < 0.6 for switch in flags}
    world.switches |= {Switch.ALWAYS_GROUPS: [f"group {dice.choice(some)}"], Switch.CUSTOMERS_ALWAYS_GROUPS: [f"group {dice.choice(some)}"]}
    world.owners = {"leave": dice.choice(some)}
    return world
