"""In which groups an actor has a permission, as queries, and by what: the ground of every other permission.

Each `Source` is one way to come by a permission: a grant to an agent, a role, a customer's groups. What an actor may do is all of them
together; why is told by the rows of each. Both read the same queries, so they cannot disagree. Whoever has no source has nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, or_, select

from desk.actors import Actor, ActorKind
from desk.agents import Agent
from desk.customer_groups import Context, CustomerGroupPermission, CustomerPermission, CustomerUserGroupPermission
from desk.customer_users import CustomerUser, CustomerUserCustomer
from desk.customers import Customer
from desk.groups import AgentGroupPermission, Group, QueuePermission, RoleGroupPermission, implied_by
from desk.master_data import Validity
from desk.roles import AgentRole, Role
from desk.switches import Switch, values_of

Ids = Select[int]
OwnerGroup = Callable[[str], Ids]


@dataclass(frozen=True)
class Source:
    """One way to have a permission in groups.

    Args:
        rows: a column `group_id`, and what else the sentence needs.
        tell: the sentence for a row, and the name of its group.
    """

    rows: Select[*tuple[Any, ...]]
    tell: Callable[[Any, str], str]

    @property
    def group_ids(self) -> Ids:
        column = self.rows.selected_columns["group_id"]
        return self.rows.with_only_columns(column, maintain_column_froms=True)


def permitted_groups(sources: list[Source]) -> Ids:
    """The valid groups these sources lead to."""
    among = or_(false(), *(Group.id.in_(source.group_ids) for source in sources))
    return select(Group.id).where(Group.validity == Validity.VALID, among)


def sources_of(actor: Actor, permission: str) -> list[Source]:
    """The ways in which the actor may have the permission in groups; the system needs none."""
    if actor.kind is ActorKind.AGENT:
        return sources_of_agent(actor, permission)
    elif actor.kind is ActorKind.CUSTOMER_USER:
        return sources_of_customer_user(actor, permission)
    elif actor.kind is ActorKind.PROCESS:
        return [source_of_process(actor)]
    else:
        return []


# ------------------------------------------------------------------------------------------------ agents
def sources_of_agent(actor: Actor, permission: str) -> list[Source]:
    """Grants to the agent, and to the agent's valid roles."""
    direct = select(AgentGroupPermission.group_id, AgentGroupPermission.permission).where(
        AgentGroupPermission.agent_id == actor.id, AgentGroupPermission.permission.in_(implied_by(permission)), is_valid_agent(actor)
    )
    by_role = (
        select(RoleGroupPermission.group_id, RoleGroupPermission.permission, Role.name)
        .join(Role, Role.id == RoleGroupPermission.role_id)
        .join(AgentRole, AgentRole.role_id == Role.id)
        .where(
            AgentRole.agent_id == actor.id,
            Role.validity == Validity.VALID,
            RoleGroupPermission.permission.in_(implied_by(permission)),
            is_valid_agent(actor),
        )
    )
    return [
        Source(direct, lambda row, group: f"agent {actor.name} has {row.permission} in group {group}"),
        Source(by_role, lambda row, group: f"agent {actor.name} has role {row.name}, which has {row.permission} in group {group}"),
    ]


def is_valid_agent(actor: Actor) -> ColumnElement[bool]:
    """Whether the actor is an agent that is valid at this moment."""
    return exists().where(Agent.id == actor.id, Agent.validity == Validity.VALID)


# ------------------------------------------------------------------------------------------------ customer users
def enough_for_customers(permission: str) -> tuple[CustomerPermission, ...]:
    """What a customer user needs for something that queues know permissions for; nothing is enough for what agents alone do.

    That includes rw itself: for an agent it means everything, for a customer user to read, write, and open tickets.
    """
    if permission == QueuePermission.RO:
        return (CustomerPermission.RO, CustomerPermission.RW)
    elif permission in {QueuePermission.NOTE, QueuePermission.CREATE}:
        return (CustomerPermission.RW,)
    else:
        return ()


def sources_of_customer_user(actor: Actor, permission: str) -> list[Source]:
    """All groups as long as customer groups are off; else those everybody has, the person's, and those of the person's customers."""
    enough = enough_for_customers(permission)
    stand = values_of(Switch.CUSTOMER_GROUPS, Switch.ALWAYS_GROUPS, Switch.CUSTOMERS_ALWAYS_GROUPS)
    if not enough:
        return []
    if not stand[Switch.CUSTOMER_GROUPS]:
        everywhere = select(Group.id.label("group_id")).where(is_valid_customer_user(actor))
        return [Source(everywhere, lambda _, group: f"customer groups are off, so that customer user {actor.name} has group {group}")]
    everybodys = select(Group.id.label("group_id")).where(Group.name.in_(stand[Switch.ALWAYS_GROUPS]), is_valid_customer_user(actor))
    own = select(CustomerUserGroupPermission.group_id, CustomerUserGroupPermission.permission).where(
        CustomerUserGroupPermission.customer_user_id == actor.id,
        CustomerUserGroupPermission.permission.in_(enough),
        is_valid_customer_user(actor),
    )
    every_customers = select(Group.id.label("group_id")).where(
        Group.name.in_(stand[Switch.CUSTOMERS_ALWAYS_GROUPS]), customers_of(actor).exists()
    )
    return [
        Source(everybodys, lambda _, group: f"every customer user has group {group}"),
        Source(own, lambda row, group: f"customer user {actor.name} has {row.permission} in group {group}"),
        Source(every_customers, lambda _, group: f"every customer has group {group}"),
        source_by_customer(actor, permission, Context.SAME),
    ]


def sources_of_others(actor: Actor, permission: str) -> list[Source]:
    """The groups in which a customer user may see tickets of any customer."""
    stand = values_of(Switch.CUSTOMER_GROUPS, Switch.OTHER_CUSTOMERS)
    is_asked = actor.is_customer_user and all(stand.values()) and enough_for_customers(permission)
    return [source_by_customer(actor, permission, Context.OTHER)] if is_asked else []


def source_by_customer(actor: Actor, permission: str, context: Context) -> Source:
    """The groups of the person's customers."""
    rows = (
        select(CustomerGroupPermission.group_id, CustomerGroupPermission.permission, Customer.number)
        .join(Customer, Customer.id == CustomerGroupPermission.customer_id)
        .where(
            CustomerGroupPermission.context == context,
            CustomerGroupPermission.permission.in_(enough_for_customers(permission)),
            Customer.id.in_(customers_of(actor)),
        )
    )
    whose = " for tickets of any customer" if context is Context.OTHER else ""
    return Source(rows, lambda row, group: f"customer {row.number} has {row.permission} in group {group}{whose}")


def is_valid_customer_user(actor: Actor) -> ColumnElement[bool]:
    """Whether the actor is a customer user who is valid at this moment."""
    return exists().where(CustomerUser.id == actor.id, CustomerUser.validity == Validity.VALID)


def customers_of(actor: Actor) -> Ids:
    """The valid customers a valid customer user speaks for: the primary one and the further ones."""
    primary = select(CustomerUser.customer_id).where(CustomerUser.id == actor.id)
    further = select(CustomerUserCustomer.customer_id).where(CustomerUserCustomer.customer_user_id == actor.id)
    return select(Customer.id).where(
        Customer.validity == Validity.VALID, is_valid_customer_user(actor), or_(Customer.id.in_(primary), Customer.id.in_(further))
    )


# ------------------------------------------------------------------------------------------------ processes
@dataclass(frozen=True)
class Processes:
    """How the group that owns a process is found; definitions live above this package and say so when they are loaded."""

    owner_group: OwnerGroup


def no_group(_process_id: str) -> Ids:
    return select(Group.id).where(false())


_processes = [Processes(no_group)]


def owner_groups_are(owner_group: OwnerGroup) -> None:
    """Let `owner_group` tell the group that owns a process, by process id, as a query. Until somebody does, processes may do nothing."""
    _processes[0] = replace(_processes[0], owner_group=owner_group)


def source_of_process(actor: Actor) -> Source:
    """The group that owns the process: there it may do everything."""
    owner = select(Group.id.label("group_id")).where(Group.id.in_(_processes[0].owner_group(actor.name)))
    return Source(owner, lambda _, group: f"process {actor.name} is owned by group {group}")
