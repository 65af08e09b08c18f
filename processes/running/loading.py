"""A running instance, loaded: its row, its model, and its tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import aliased

from bpm import state
from desk.actors import process_actor
from foundation import prepared
from foundation.clock import now
from foundation.db import db
from processes.definitions import model_of
from processes.deploying.models import digest_of
from processes.instances import RUNNING, Instance
from processes.running.host import Chain
from processes.settling import IN_MEMORY
from processes.versions import ProcessDefinition, ProcessVersion

if TYPE_CHECKING:
    from bpm import instance as engine_instance
    from bpm.model import Model
    from bpm.timing import Timer
    from desk.actors import Actor
    from processes.tickets.ticket import Ticket


@dataclass
class Running:
    """An instance in memory, for the step that is to come; `tokens` is None before its first one.

    The ticket's row is held; that it is the newest state is checked once more when the step is stored.
    """

    ticket: Ticket
    id: int
    version_id: int
    process_id: str
    step: int
    incidents: int
    chain: Chain
    tokens: engine_instance.Instance | None
    stored: bytes | None = None

    @cached_property
    def model(self) -> Model:
        return model_of(self.version_id)

    @property
    def actor(self) -> Actor:
        """As whom the process acts."""
        return process_actor(self.process_id)


DEFINITION = aliased(ProcessDefinition, name="process_definition_of_instance")
COLUMNS = (
    Instance.id,
    Instance.version_id,
    DEFINITION.process_id,
    Instance.step,
    Instance.incidents,
    Instance.cause,
    Instance.hops,
    Instance.state,
)
OF_TICKET = (
    select(*COLUMNS)
    .join(ProcessVersion, ProcessVersion.id == Instance.version_id)
    .join(DEFINITION, DEFINITION.id == ProcessVersion.definition_id)
    .where(Instance.ticket_id == bindparam("ticket_id"), RUNNING)
)


def running_instance(ticket: Ticket) -> Running | None:
    """The instance of a ticket whose row is held; None if none runs. As long as it is held, what was loaded once is good."""
    known: dict[int, Running] = db.session.info.setdefault(IN_MEMORY, {})
    if ticket.id in known:
        return known[ticket.id]
    found = loaded(ticket)
    if found is not None:
        known[ticket.id] = found
    return found


def forget(running: Running) -> None:
    """Have an instance looked for anew: this one has ended."""
    db.session.info.get(IN_MEMORY, {}).pop(running.ticket.id, None)


def restore(running: Running) -> None:
    """Put the tokens back to where they stood: a step that was undone has left them anywhere, and others may follow."""
    running.tokens = state.load(model_of(running.version_id), running.stored) if running.stored else None
    db.session.info.setdefault(IN_MEMORY, {})[running.ticket.id] = running


def loaded(ticket: Ticket) -> Running | None:
    """The instance from its row."""
    row = prepared.first(OF_TICKET, ticket_id=ticket.id)
    return None if row is None else running_from(row, ticket)


def running_from(row: Sequence[Any], ticket: Ticket) -> Running:
    """An instance from the values of `COLUMNS`."""
    key, version_id, process_id, step, incidents, cause, hops, stored = row
    tokens = state.load(model_of(version_id), stored) if stored else None
    chain = Chain(cause=cause or ticket.number, hops=hops)
    return Running(ticket, key, version_id, process_id, step, incidents, chain, tokens, stored)


def new_instance(ticket: Ticket, version: ProcessVersion, *, actor: Actor, chain: Chain) -> Running:
    """A row for an instance that is about to begin."""
    key = db.session.scalar(
        insert(Instance)
        .values(ticket_id=ticket.id, version_id=version.id, started_by=str(actor), started_at=now(), cause=chain.cause, hops=chain.hops)
        .returning(Instance.id)
    )
    assert key is not None  # noqa: S101 - an insert gives a key
    running = Running(ticket, key, version.id, version.definition.process_id, 0, 0, chain, None)
    db.session.info.setdefault(IN_MEMORY, {})[ticket.id] = running
    return running


@dataclass(frozen=True)
class Attention:
    """What a model waits for on the ticket, so that other changes need not load its instances."""

    to_all: bool
    timers: frozenset[str]

    def wants(self, names: set[str]) -> bool:
        """Whether a change of these attributes and fields may move a token or a due time."""
        return self.to_all or not self.timers.isdisjoint(names)


def attention_of(version_id: int) -> Attention:
    """What instances of a version have to be looked at for."""
    return _attention(digest_of(version_id), version_id)


@lru_cache(maxsize=256)
def _attention(_digest: str, version_id: int) -> Attention:
    """The digest tells versions of several houses in one process apart."""
    model = model_of(version_id)
    nodes = [node for spec in model.all_specs for node in spec.nodes.values()]
    advances = any(getattr(node, "advances", False) for node in nodes)
    named = {name.removeprefix("ticket.") for node in nodes for timer in timers_of(node) for name in timer.names}
    return Attention(advances or model.has_conditional_events, frozenset(named | {name.partition(".")[0] for name in named if "." in name}))


def timers_of(node: Any) -> list[Timer]:
    """All timer texts of a node: of its events, and when an activity is due."""
    due = getattr(node, "due", None)
    found = [definition.timer for definition in getattr(node, "definitions", ())]
    return [timer for timer in (*found, due and due.due, due and due.follow_up) if timer is not None]
