"""My queues and my services: those an agent wants to be told about and to see first.

What an agent chose says nothing about what the agent may see: whoever lists tickets asks for permission besides.
"""

from collections.abc import Iterable

from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from desk import auditing, house_permissions
from desk.actors import Actor
from desk.agents import Agent
from desk.house_permissions import HousePermission
from desk.master_data import Validity
from desk.queues import Queue
from desk.services import Service
from foundation.db import Base, Id, db


class PersonalQueue(Base):
    """A queue an agent chose."""

    __tablename__ = "personal_queue"

    agent_id: Mapped[int] = mapped_column(Id, ForeignKey("agent.id"), primary_key=True)
    chosen_id: Mapped[int] = mapped_column("queue_id", Id, ForeignKey("queue.id"), primary_key=True, index=True)


class PersonalService(Base):
    """A service an agent chose."""

    __tablename__ = "personal_service"

    agent_id: Mapped[int] = mapped_column(Id, ForeignKey("agent.id"), primary_key=True)
    chosen_id: Mapped[int] = mapped_column("service_id", Id, ForeignKey("service.id"), primary_key=True, index=True)


def my_queues(agent_id: int) -> Select[Queue]:
    """The valid queues an agent chose, by name."""
    chosen = select(PersonalQueue.chosen_id).where(PersonalQueue.agent_id == agent_id)
    return select(Queue).where(Queue.id.in_(chosen), Queue.validity == Validity.VALID).order_by(Queue.name)


def my_services(agent_id: int) -> Select[Service]:
    """The usable services an agent chose, by name."""
    chosen = select(PersonalService.chosen_id).where(PersonalService.agent_id == agent_id)
    return select(Service).where(Service.id.in_(chosen), Service.usable()).order_by(Service.name)


def choose_queues(agent: Agent, queues: Iterable[Queue], *, actor: Actor) -> bool:
    """Let these be the agent's queues, and no others; True if that changed anything.

    Raises:
        Forbidden: the actor is neither that agent nor an administrator.
    """
    _authorise(agent, actor)
    return _choose(agent, PersonalQueue, {queue.id: queue.name for queue in queues}, actor)


def choose_services(agent: Agent, services: Iterable[Service], *, actor: Actor) -> bool:
    """Let these be the agent's services, and no others; as `choose_queues`."""
    _authorise(agent, actor)
    return _choose(agent, PersonalService, {service.id: service.name for service in services}, actor)


def _authorise(agent: Agent, actor: Actor) -> None:
    if not (actor.is_agent and actor.id == agent.id):
        house_permissions.require(actor, HousePermission.ADMIN)


def _choose(agent: Agent, link: type[PersonalQueue] | type[PersonalService], wanted: dict[int, str], actor: Actor) -> bool:
    kind = Queue if link is PersonalQueue else Service
    choices = select(link.chosen_id, link, kind.name).join(kind, kind.id == link.chosen_id).where(link.agent_id == agent.id)
    chosen = {chosen_id: (choice, name) for chosen_id, choice, name in db.session.execute(choices)}
    if chosen.keys() == wanted.keys():
        return False
    for chosen_id in wanted.keys() - chosen.keys():
        db.session.add(link(agent_id=agent.id, chosen_id=chosen_id))
    for chosen_id in chosen.keys() - wanted.keys():
        db.session.delete(chosen[chosen_id][0])
    db.session.flush()
    old, new = sorted(name for _, name in chosen.values()), sorted(wanted.values())
    auditing.record("changed", about=agent.about, changes={f"my {kind.noun}s": (old, new)}, actor=actor)
    return True
