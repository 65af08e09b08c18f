"""What a new house begins with: the seeds of OTRS under its names, with texts of our own.

`plant()` is called after every migration. Each seed is planted once and then belongs to the administrators: one they renamed, changed or
made invalid stays as it is, and one they made themselves under the same name is left alone.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import String, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.auto_responses import AutoResponse, AutoResponseType
from desk.calendars import DEFAULTS, Calendar
from desk.defaults import WithDefault
from desk.groups import Group
from desk.master_data import MasterData
from desk.priorities import Priority
from desk.queues import Queue
from desk.salutations import Salutation
from desk.seed_texts import RESPONSES, SALUTATION, SIGNATURE, TEST_ANSWER
from desk.signatures import Signature
from desk.state_types import StateType
from desk.states import State
from desk.system_addresses import SystemAddress
from desk.templates import Template
from desk.ticket_types import TicketType
from foundation.clock import now
from foundation.db import Base, Id, db
from foundation.unit_of_work import current_work


class PlantedSeed(Base):
    """That a seed was planted, and which record it became."""

    __tablename__ = "planted_seed"

    key: Mapped[str] = mapped_column(String(250), primary_key=True)
    record_id: Mapped[int] = mapped_column(Id)
    planted_at: Mapped[datetime] = mapped_column(default=now)


class Seed(NamedTuple):
    """A record to begin with. `values` are asked for when it is planted, since they may be other seeds."""

    kind: type[MasterData]
    name: str
    values: Callable[[], dict[str, Any]] = dict

    @property
    def key(self) -> str:
        return f"{self.kind.__tablename__}:{self.name}"


# ------------------------------------------------------------------------------------------------ planting
def plant() -> list[str]:
    """Plant what was not planted yet, in the open unit of work; returns the keys of what is new."""
    current_work()
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE planted_seed IN EXCLUSIVE MODE"))  # two machines may begin at the same time
    planted = set(db.session.scalars(select(PlantedSeed.key)))
    new = [seed for seed in SEEDS if seed.key not in planted]
    for seed in new:
        record = _found(seed) or seed.kind.create(actor=SYSTEM, **{seed.kind.key: seed.name}, **seed.values())
        db.session.add(PlantedSeed(key=seed.key, record_id=record.id))
        db.session.flush()
    if any(seed.kind is SystemAddress for seed in new):
        _write_from_the_address()
    return [seed.key for seed in new]


def seedling(kind: type[MasterData], name: str) -> Any:
    """The record a seed became, whatever it is called today."""
    planted = PlantedSeed.record_id == kind.id
    return db.session.scalars(select(kind).join(PlantedSeed, planted).where(PlantedSeed.key == Seed(kind, name).key)).one()


def _found(seed: Seed) -> MasterData | None:
    known_by = getattr(seed.kind, seed.kind.key)
    return db.session.scalar(select(seed.kind).where(func.lower(known_by) == seed.name.lower()))


def _write_from_the_address() -> None:
    """Queues come before the address, which leads to one of them; now they can have it."""
    address = seedling(SystemAddress, ADDRESS)
    for name in QUEUES:
        queue = seedling(Queue, name)
        if queue.is_valid and queue.system_address is None:
            queue.change(actor=SYSTEM, system_address=address)


# ------------------------------------------------------------------------------------------------ what is planted
ADDRESS = "root@localhost"
GROUPS = {
    "users": "All agents: the shipped queues belong to it.",
    "admin": "Those who look after the house.",
    "stats": "Those who see statistics.",
}
STATES = {
    "new": StateType.NEW,
    "closed successful": StateType.CLOSED,
    "closed unsuccessful": StateType.CLOSED,
    "open": StateType.OPEN,
    "removed": StateType.REMOVED,
    "pending reminder": StateType.PENDING_REMINDER,
    "pending auto close+": StateType.PENDING_AUTO,
    "pending auto close-": StateType.PENDING_AUTO,
    "merged": StateType.MERGED,
}
PRIORITIES = {"1 very low": "#7fc8e8", "2 low": "#a9cfc9", "3 normal": "#cdcdcd", "4 high": "#f4a9a0", "5 very high": "#e8505b"}
QUEUES = {
    "Postmaster": "Mail to the desk's own address.",
    "Raw": "Mail that no rule gave to another queue.",
    "Junk": "Unwanted mail.",
    "Misc": "Everything else.",
}
DEFAULT_PRIORITY, DEFAULT_TYPE, DEFAULT_QUEUE = "3 normal", "Unclassified", "Raw"
STANDARD_SALUTATION, STANDARD_SIGNATURE = "system standard salutation (en)", "system standard signature (en)"


def _group(name: str) -> dict[str, Any]:
    return {"comment": GROUPS[name]}


def _agent() -> dict[str, Any]:
    """Agent 1 owns the tickets nobody took yet.

    It is nobody, so it has no password and no permission of the house: whoever could log in as it would be an administrator without a name.
    """
    return {"first_name": "Laufzettel", "last_name": "System", "email": ADDRESS, "comment": "Owns the tickets nobody took yet."}


def _calendar() -> dict[str, Any]:
    return {attribute: value for attribute, value in DEFAULTS.items() if attribute != "name"}


def _state(name: str) -> dict[str, Any]:
    return {"type": STATES[name]}


def _priority(name: str) -> dict[str, Any]:
    return {"colour": PRIORITIES[name], "is_default": name == DEFAULT_PRIORITY and _has_no_default(Priority)}


def _ticket_type() -> dict[str, Any]:
    return {"is_default": _has_no_default(TicketType)}


def _queue(name: str) -> dict[str, Any]:
    return {
        "group": seedling(Group, "users"),
        "salutation": _if_valid(Salutation, STANDARD_SALUTATION),
        "signature": _if_valid(Signature, STANDARD_SIGNATURE),
        "is_default": name == DEFAULT_QUEUE and _has_no_default(Queue),
        "comment": QUEUES[name],
    }


def _if_valid(kind: type[MasterData], name: str) -> Any:
    record = seedling(kind, name)
    return record if record.is_valid else None


def _has_no_default(kind: type[WithDefault]) -> bool:
    return db.session.scalar(select(kind.id).where(kind.is_default)) is None


def _address() -> dict[str, Any]:
    return {"display_name": "Laufzettel System", "queue": seedling(Queue, "Postmaster")}


def _response(response_type: AutoResponseType) -> dict[str, Any]:
    """Assigned to no queue: a house that begins to answer by itself should have meant to."""
    _, subject, written = RESPONSES[response_type]
    return {"type": response_type, "subject": subject, "text": written, "sender_address": seedling(SystemAddress, ADDRESS)}


def _empty_answer() -> dict[str, Any]:
    return {"queues": [seedling(Queue, name) for name in QUEUES]}


def _all() -> Iterator[Seed]:
    """In the order of their ids, and each after those it refers to."""
    for name in GROUPS:
        yield Seed(Group, name, partial(_group, name))
    yield Seed(Agent, ADDRESS, _agent)
    yield Seed(Calendar, DEFAULTS["name"], _calendar)
    for name in STATES:
        yield Seed(State, name, partial(_state, name))
    for name in PRIORITIES:
        yield Seed(Priority, name, partial(_priority, name))
    yield Seed(TicketType, DEFAULT_TYPE, _ticket_type)
    yield Seed(Salutation, STANDARD_SALUTATION, partial(dict, text=SALUTATION))
    yield Seed(Signature, STANDARD_SIGNATURE, partial(dict, text=SIGNATURE))
    for name in QUEUES:
        yield Seed(Queue, name, partial(_queue, name))
    yield Seed(SystemAddress, ADDRESS, _address)
    yield Seed(Template, "empty answer", _empty_answer)
    yield Seed(Template, "test answer", partial(dict, text=TEST_ANSWER))
    for response_type, (name, _, _) in RESPONSES.items():
        yield Seed(AutoResponse, name, partial(_response, response_type))


SEEDS = tuple(_all())
