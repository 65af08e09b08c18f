"""One action on a ticket, without a step around it: `act(ticket, "ticket-queue-set", queue="Raw")`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bpm.errors import NoValue
from desk.actors import process_actor
from desk.groups import Group
from foundation import outbox
from foundation.db import db
from processes import runner
from processes.actions import UNKNOWN, Circumstances, Outcome, actions
from processes.history import HistoryEntry
from processes.instances import Instance
from processes.settling import settle
from processes.tickets.ticket import Ticket
from processes.versions import ProcessDefinition, ProcessVersion
from tests.processes.models import deployed

assert runner  # what follows from changes of tickets is settled by it
NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
PROCESS = "handling"
WAITING = """<bpmn:process id="waiting" isExecutable="true">
<bpmn:startEvent id="start"/><bpmn:userTask id="work"/><bpmn:sequenceFlow id="flow" sourceRef="start" targetRef="work"/></bpmn:process>"""


class Named:
    """What expressions see: these values, and no others."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self.now, self.zone = NOW, ZoneInfo("UTC")

    def __call__(self, name: str, /) -> object:
        if name not in self.values:
            raise NoValue(name)
        return self.values[name]

    def in_group(self, _group: str, /) -> bool:
        return False


def a_process(process_id: str = PROCESS, *, owner: Group | None = None) -> ProcessDefinition:
    """A definition with an active version, whose model nobody asks for; the house's own unless it has an owner."""
    made = ProcessDefinition(process_id=process_id, name=process_id, owner_group_id=owner.id if owner else None, created_by="system")
    version = ProcessVersion(definition=made, number=1, state="active", sha256="", report={}, deployed_by="system")
    db.session.add_all([made, version])
    db.session.flush()
    return made


def an_instance(ticket: Ticket, *, cause: str | None = None, hops: int = 0) -> Instance:
    """The row of a running instance for a ticket, of a process that waits for somebody."""
    version = db.session.scalar(select(ProcessVersion).join(ProcessDefinition).where(ProcessDefinition.process_id == "waiting"))
    made = Instance(ticket_id=ticket.id, version_id=(version or deployed(WAITING)).id, started_by="system", cause=cause, hops=hops)
    db.session.add(made)
    db.session.flush()
    return made


def circumstances(*, values: dict[str, Any] | None = None, **given: Any) -> Circumstances:
    """Those of a step at nine in the morning."""
    usual: dict[str, Any] = {
        "actor": process_actor(PROCESS),
        "now": NOW,
        "names": Named(values or {}),
        "key": "1-1-1-0",
        "element": "work",
        "instance_id": 1,
        "token": 7,
        "index": 0,
        "waits": False,
        "cause": "2026010510000011",
        "hops": 0,
        "process_id": PROCESS,
    }
    return Circumstances(**usual | given)


def act(ticket: Ticket, name: str, /, *, within: Any = None, **params: Any) -> Outcome:
    """Run an action with these parameters."""
    params = {given.rstrip("_"): value for given, value in params.items()}
    return actions[name].with_params(params).run(ticket, circumstances=within or circumstances())


def check(name: str, /, **params: Any) -> None:
    """What deployment asks of an action."""
    actions[name].with_params({given.rstrip("_"): value for given, value in params.items()}).check()


def told(ticket: Ticket) -> list[str]:
    """What history says so far, by event."""
    settle()
    entries = select(HistoryEntry.event).where(HistoryEntry.ticket_id == ticket.id).order_by(HistoryEntry.position)
    return [event.value for event in db.session.scalars(entries)]


def put() -> list[tuple[str, dict[str, Any], int]]:
    """What lies in the outbox: job, arguments, hops."""
    db.session.flush()
    rows = db.session.scalars(select(outbox.Message).order_by(outbox.Message.created_at))
    return [(row.job.rpartition(".")[2], row.arguments, row.hops) for row in rows]


@contextmanager
def nothing_changes(ticket: Ticket) -> Iterator[None]:
    """Hold that a refused action leaves the ticket as it was."""
    before = (ticket.version, ticket.history_length, ticket.words)
    yield
    assert (ticket.version, ticket.history_length, ticket.words) == before


__all__ = ["UNKNOWN", "a_process", "act", "an_instance", "check", "circumstances", "nothing_changes", "put", "told"]
