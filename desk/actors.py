"""Who does something: an agent, a customer user, a process, or the system itself. Every verb takes one, as keyword `actor`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from sqlalchemy import BigInteger, bindparam


class ActorKind(StrEnum):
    AGENT = "agent"
    CUSTOMER_USER = "customer-user"
    PROCESS = "process"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """The author of a change: whose id it is, and the name (login, process id) as it was then."""

    kind: ActorKind
    id: int | None
    name: str

    def __str__(self) -> str:
        return self.name if self.kind is ActorKind.SYSTEM else f"{self.kind}:{self.name}"

    @property
    def is_agent(self) -> bool:
        return self.kind is ActorKind.AGENT

    @property
    def is_customer_user(self) -> bool:
        return self.kind is ActorKind.CUSTOMER_USER

    @property
    def is_system(self) -> bool:
        return self.kind is ActorKind.SYSTEM


SYSTEM = Actor(ActorKind.SYSTEM, None, "system")
# Stands for any agent in questions that are built once for all of them (`foundation/prepared.py`), and asked with `actor_id`.
ANY_AGENT = Actor(ActorKind.AGENT, cast("int", bindparam("actor_id", type_=BigInteger)), "any")


def process_actor(process_id: str) -> Actor:
    """The actor a process definition acts as, within the queues its owner group has."""
    return Actor(ActorKind.PROCESS, None, process_id)
