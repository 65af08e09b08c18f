"""What an agent may do anywhere, looked up before many tickets are asked for.

As values, queues and groups let a database go by its indexes; as subqueries of a condition with many branches they would be planned, and
worked out, for longer than the page itself takes.
"""

from dataclasses import dataclass
from typing import Self

from sqlalchemy import ColumnElement, literal, union_all

from desk.actors import Actor
from desk.permissions import queues_for
from desk.ticket_permissions import ticket_condition
from foundation.db import db
from processes.activities import PermitKind
from processes.tickets import access

QUEUE = "queue"


@dataclass(frozen=True)
class Rights:
    """The queues in which an agent has a permission, and whom permits of activities may name so that the agent is meant."""

    queue_ids: list[int]
    subjects: dict[PermitKind, list[int]]

    @classmethod
    def of(cls, agent: Actor, permission: str) -> Self:
        """The rights as they are now, in one statement."""
        asked = {QUEUE: queues_for(agent, permission), **{str(kind): ids for kind, ids in access.subjects_of(agent).items()}}
        found: dict[str, list[int]] = {name: [] for name in asked}
        for key, name in db.session.execute(union_all(*(ids.add_columns(literal(name)) for name, ids in asked.items()))):
            found[name].append(key)
        queue_ids = found.pop(QUEUE)
        return cls(queue_ids, {PermitKind(name): ids for name, ids in found.items() if ids})


def visible(actor: Actor, permission: str, ticket: type | object) -> ColumnElement[bool]:
    """For which tickets the actor has the permission: `ticket_condition`, with what can be looked up before."""
    if not actor.is_agent:
        return ticket_condition(actor, permission, access.columns_of(ticket))
    rights = Rights.of(actor, permission)
    return ticket_condition(actor, permission, access.columns_of(ticket, subjects=rights.subjects), queue_ids=rights.queue_ids)
