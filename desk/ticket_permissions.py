"""Who may do what with which tickets, as a condition over the columns of a table of tickets: whoever asks for tickets adds it.

    select(Ticket).where(ticket_condition(actor, QueuePermission.RO, COLUMNS))

Agents come to a ticket by any of: owning it, being responsible for it, a permission in the group of its queue, watching it (to read), or an
activity of it that is theirs. Customer users need the group of its queue (all have, as long as customer groups are off), and that it is
theirs or their customer's; or an activity of it that is theirs. Processes have the queues of the group that owns them. Each of these is a
`Ground`; the condition is all of them together, and `explain_ticket` tells those that hold.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from desk import ownership_limits
from desk.actors import Actor
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.groups import QueuePermission
from desk.ownership_limits import Relation
from desk.permissions import queues_by, queues_for, reasons
from desk.permitted_groups import Source, customers_of, is_valid_agent, is_valid_customer_user, sources_of, sources_of_others
from desk.switches import Switch, values_of
from foundation.db import db
from foundation.errors import Forbidden, NotFound


@dataclass(frozen=True, kw_only=True)
class TicketColumns:
    """Where a table of tickets keeps what permissions ask for.

    Args:
        customer_number: asked where there is no `customer_id`.
        customer_user_login: asked where there is no `customer_user_id`.
        watched_by: agent id -> whether that agent watches the ticket; None: nobody does.
        opened_by_activity: actor, permission -> whether an activity of the ticket gives it to the actor; None: none does.
    """

    id: Any
    queue_id: Any
    owner_id: Any
    responsible_id: Any
    customer_id: Any = None
    customer_number: Any = None
    customer_user_id: Any = None
    customer_user_login: Any = None
    watched_by: Callable[[int], ColumnElement[bool]] | None = None
    opened_by_activity: Callable[[Actor, str], ColumnElement[bool]] | None = None


@dataclass(frozen=True)
class Ground:
    """One reason for which tickets are given.

    Args:
        condition: which tickets it gives.
        tell: its sentences, for a ticket in the queue with that id.
    """

    condition: ColumnElement[bool]
    tell: Callable[[int], list[str]]


# ------------------------------------------------------------------------------------------------ asking
def ticket_condition(
    actor: Actor, permission: QueuePermission | str, columns: TicketColumns, *, queue_ids: list[int] | None = None
) -> ColumnElement[bool]:
    """For which tickets the actor has the permission: a condition for a WHERE.

    Args:
        actor: who asks.
        permission: what for.
        columns: where the tickets are.
        queue_ids: the ids of `queues_for` an agent and the permission, if they were looked up before. Among many tickets that is quicker.
    """
    return or_(false(), *(ground.condition for ground in grounds_of(actor, permission, columns, queue_ids=queue_ids)))


def may_ticket(actor: Actor, permission: QueuePermission | str, columns: TicketColumns, ticket_id: int) -> bool:
    """Whether the actor has the permission for a ticket."""
    return db.session.scalar(select(columns.id).where(columns.id == ticket_id, ticket_condition(actor, permission, columns))) is not None


def require_ticket(actor: Actor, permission: QueuePermission | str, columns: TicketColumns, ticket_id: int) -> None:
    """Go on only with the permission.

    Raises:
        NotFound: the actor may not even read the ticket; whether there is one is not told.
        Forbidden: the actor may read it, but does not have the permission.
    """
    if may_ticket(actor, permission, columns, ticket_id):
        return
    seen = or_(*(ticket_condition(actor, each, columns) for each in QueuePermission))
    if db.session.scalar(select(columns.id).where(columns.id == ticket_id, seen)) is None:
        raise NotFound(f"There is no ticket with id {ticket_id}, or none you may see.")
    raise Forbidden(f"{actor} needs the permission '{permission}' for this ticket.")


def explain_ticket(actor: Actor, permission: QueuePermission | str, columns: TicketColumns, ticket_id: int) -> list[str]:
    """Why the actor has the permission for a ticket, one sentence for each reason; empty if it does not."""
    found: list[str] = []
    for ground in grounds_of(actor, permission, columns):
        queue_id = db.session.scalar(select(columns.queue_id).where(columns.id == ticket_id, ground.condition))
        found += ground.tell(queue_id) if queue_id is not None else []
    return found


def article_condition(actor: Actor, is_visible_for_customer: Any) -> ColumnElement[bool]:
    """Which articles of a ticket that the actor may read are shown: to customer users those that are meant for them."""
    visible: ColumnElement[bool] = is_visible_for_customer.is_(True)
    return visible if actor.is_customer_user else true()


# ------------------------------------------------------------------------------------------------ grounds
def grounds_of(actor: Actor, permission: str, columns: TicketColumns, *, queue_ids: list[int] | None = None) -> list[Ground]:
    """All reasons for which this actor may have the permission for tickets."""
    if actor.is_system:
        return [Ground(true(), lambda _: ["the system may do everything"])]
    elif actor.is_agent:
        return grounds_of_agent(actor, permission, columns, queue_ids=queue_ids)
    elif actor.is_customer_user:
        return grounds_of_customer_user(actor, permission, columns)
    else:
        return [by_group(actor, permission, columns)]


def grounds_of_agent(actor: Actor, permission: str, columns: TicketColumns, *, queue_ids: list[int] | None = None) -> list[Ground]:
    """The chain of OTRS; the responsible agent and watchers count as long as their features are switched on."""
    stand = values_of(Switch.RESPONSIBLE, Switch.WATCHERS)
    who, valid = f"agent {actor.name}", is_valid_agent(actor)
    owns = and_(columns.owner_id == actor.id, ownership_limits.grants(Relation.OWNER, permission, columns.queue_id), valid)
    grounds = [Ground(owns, lambda _: [f"{who} owns the ticket"])]
    if stand[Switch.RESPONSIBLE]:
        worth = ownership_limits.grants(Relation.RESPONSIBLE, permission, columns.queue_id)
        answers = and_(columns.responsible_id == actor.id, worth, valid)
        grounds.append(Ground(answers, lambda _: [f"{who} is responsible for the ticket"]))
    grounds.append(by_group(actor, permission, columns, queue_ids=queue_ids))
    if stand[Switch.WATCHERS] and permission == QueuePermission.RO and columns.watched_by is not None and actor.id is not None:
        grounds.append(Ground(and_(columns.watched_by(actor.id), valid), lambda _: [f"{who} watches the ticket"]))
    if columns.opened_by_activity is not None:
        opened = and_(columns.opened_by_activity(actor, permission), valid)
        grounds.append(Ground(opened, lambda _: [f"an activity of the ticket is for {who}"]))
    return grounds


def by_group(actor: Actor, permission: str, columns: TicketColumns, *, queue_ids: list[int] | None = None) -> Ground:
    """The permission in the group of the ticket's queue."""
    sources = sources_of(actor, permission)
    queues = queues_for(actor, permission) if queue_ids is None else queue_ids
    return Ground(columns.queue_id.in_(queues), lambda queue_id: reasons(sources, permission, queue_id))


def grounds_of_customer_user(actor: Actor, permission: str, columns: TicketColumns) -> list[Ground]:
    """The group and either relation to the ticket, or a group of a customer that is good for everybody's tickets."""
    who = f"customer user {actor.name}"
    group, others = sources_of(actor, permission), sources_of_others(actor, permission)
    grounds = [related(group, permission, columns, (is_own(actor, columns), f"the ticket is {who}'s"))]
    if values_of(Switch.COMPANY_TICKETS)[Switch.COMPANY_TICKETS]:
        grounds.append(related(group, permission, columns, (is_of_customer(actor, columns), f"the ticket is of a customer of {who}")))
    grounds.append(Ground(in_queues(others, permission, columns), lambda queue_id: reasons(others, permission, queue_id)))
    if columns.opened_by_activity is not None:
        opened = and_(columns.opened_by_activity(actor, permission), is_valid_customer_user(actor))
        grounds.append(Ground(opened, lambda _: [f"an activity of the ticket is for {who}"]))
    return grounds


def related(sources: list[Source], permission: str, columns: TicketColumns, relation: tuple[ColumnElement[bool], str]) -> Ground:
    """A relation to the ticket, worth something together with the group of its queue."""
    condition, sentence = relation
    return Ground(
        and_(condition, in_queues(sources, permission, columns)),
        lambda queue_id: [f"{sentence}, and {reason}" for reason in reasons(sources, permission, queue_id)],
    )


def in_queues(sources: list[Source], permission: str, columns: TicketColumns) -> ColumnElement[bool]:
    found: ColumnElement[bool] = columns.queue_id.in_(queues_by(sources, permission)) if sources else false()
    return found


def is_own(actor: Actor, columns: TicketColumns) -> ColumnElement[bool]:
    """Whether the ticket is that customer user's, by the login as it is now.

    Here and below, ids and names are looked up before: as values, they let either database go by its index instead of through all tickets.
    """
    if columns.customer_user_id is not None:
        by_id: ColumnElement[bool] = columns.customer_user_id == actor.id
        return by_id
    login = db.session.scalar(select(CustomerUser.login).where(CustomerUser.id == actor.id))
    return false() if login is None or columns.customer_user_login is None else columns.customer_user_login == login


def is_of_customer(actor: Actor, columns: TicketColumns) -> ColumnElement[bool]:
    """Whether the ticket is of a customer that customer user speaks for."""
    customers = db.session.execute(select(Customer.id, Customer.number).where(Customer.id.in_(customers_of(actor)))).all()
    if columns.customer_id is not None:
        by_id: ColumnElement[bool] = columns.customer_id.in_([customer.id for customer in customers])
        return by_id
    numbers = [customer.number for customer in customers]
    return false() if columns.customer_number is None else columns.customer_number.in_(numbers)
