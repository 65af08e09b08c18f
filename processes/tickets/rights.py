"""What an agent may do anywhere, looked up before many tickets are asked for.

As values, queues and groups let a database go by its indexes; as subqueries of a condition with many branches they would be planned, and
worked out, for longer than the page itself takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from sqlalchemy import ColumnElement, CompoundSelect, bindparam, literal, union_all

from desk.actors import ANY_AGENT, Actor
from desk.permissions import queues_for
from desk.switches import stand
from desk.ticket_permissions import ticket_condition
from foundation import prepared
from foundation.unit_of_work import once
from processes.activities import PermitKind
from processes.tickets import access

QUEUE, QUEUES = "queue", "permitted_queue_ids"
RIGHTS, CONDITION = "rights of an agent", "condition for an agent"


@dataclass(frozen=True)
class Rights:
    """The queues in which an agent has a permission, and whom permits of activities may name so that the agent is meant."""

    queue_ids: list[int]
    subjects: dict[PermitKind, list[int]]

    @classmethod
    def of(cls, agent: Actor, permission: str) -> Self:
        """The rights, in one statement; looked up once in a unit of work that only looks."""
        return once((RIGHTS, agent, permission), lambda: cls._as_they_are(agent, permission))

    @classmethod
    def _as_they_are(cls, agent: Actor, permission: str) -> Self:
        found: dict[str, list[int]] = {}
        rows: Sequence[Any] = prepared.rows(question(str(permission)), actor_id=agent.id)
        for row in rows:
            found.setdefault(row[1], []).append(row[0])
        queue_ids = found.pop(QUEUE, [])
        return cls(queue_ids, {PermitKind(name): ids for name, ids in found.items()})


@lru_cache(maxsize=100)
def question(permission: str) -> CompoundSelect[Any]:
    """Ids, each with what it is of, for any agent."""
    asked = {QUEUE: queues_for(ANY_AGENT, permission), **{str(kind): ids for kind, ids in access.subjects_of(ANY_AGENT).items()}}
    return union_all(*(ids.add_columns(literal(name)) for name, ids in asked.items()))


def visible(actor: Actor, permission: str, ticket: Any) -> ColumnElement[bool]:
    """For which tickets the actor has the permission: `ticket_condition`, with what can be looked up before."""
    if not actor.is_agent:
        return ticket_condition(actor, permission, access.columns_of(ticket))

    def condition() -> ColumnElement[bool]:
        rights = Rights.of(actor, permission)
        return ticket_condition(actor, permission, access.columns_of(ticket, subjects=rights.subjects), queue_ids=rights.queue_ids)

    return once((CONDITION, actor, permission, ticket.id), condition)


def visible_by_values(actor: Actor, permission: str, ticket: Any) -> tuple[ColumnElement[bool], dict[str, Any]]:
    """The same, with values to be given when the query is run: so the condition is built once and not for each page."""
    if not actor.is_agent:
        return visible(actor, permission, ticket), {}
    rights = Rights.of(actor, permission)
    named = {name_of(kind): rights.subjects.get(kind, []) for kind in access.subjects_of(ANY_AGENT)}
    return condition_of_agents(permission, ticket, stand()), named | {QUEUES: rights.queue_ids, "actor_id": actor.id}


@lru_cache(maxsize=100)
def condition_of_agents(permission: str, ticket: Any, _stand: Any) -> ColumnElement[bool]:
    """The condition for any agent, as long as switches stand like that."""
    subjects: Any = {kind: bindparam(name_of(kind), expanding=True) for kind in access.subjects_of(ANY_AGENT)}
    queue_ids: Any = bindparam(QUEUES, expanding=True)
    return ticket_condition(ANY_AGENT, permission, access.columns_of(ticket, subjects=subjects), queue_ids=queue_ids)


def name_of(kind: PermitKind) -> str:
    return f"permits_of_{kind}"
