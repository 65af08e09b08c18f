"""One persisted step through the real runner against stock SpiffWorkflow in memory, on both databases.

A step: an agent completes a user task with one field -> exclusive gateway -> the ticket's state is set -> next user task, in a unit of
work of its own, with history, activity rows, permissions and a durable commit. On SQLite the database is in WAL mode with
`synchronous=NORMAL`, on PostgreSQL `fsync` and `synchronous_commit` are on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle

from sqlalchemy import event, select

from benchmarks.both_databases import on_both
from benchmarks.figures import Figure
from benchmarks.interleaving import take_turns
from benchmarks.models import SET_STATE, desk_loop
from benchmarks.stock import Stock
from desk.actors import SYSTEM, Actor
from desk.groups import Group
from desk.queues import Queue
from foundation.application import make_application
from foundation.db import db
from foundation.settings import Settings
from foundation.unit_of_work import unit_of_work
from processes import definitions, runner
from processes.activities import IS_OPEN, Activity
from processes.running.answering import Input
from tests.desk import people
from tests.houses import close, furnish

MOST = {"SQLite": 6.0, "PostgreSQL": 15.0}
MOST_STATEMENTS = 15
OURS = """\
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:lz="urn:laufzettel:bpmn:1" id="f"
 targetNamespace="t">
<bpmn:process id="measured" name="Measured" isExecutable="true">
<bpmn:extensionElements><lz:field name="verdict" type="dropdown">
<lz:value key="again">A</lz:value><lz:value key="more">M</lz:value></lz:field>
<lz:dialog id="decide" label="Decide" for="agent"><lz:show field="verdict" as="mandatory"/></lz:dialog></bpmn:extensionElements>
<bpmn:startEvent id="start"/><bpmn:sequenceFlow id="a" sourceRef="start" targetRef="work"/>
<bpmn:userTask id="work"><bpmn:extensionElements><lz:offers dialog="decide"/></bpmn:extensionElements></bpmn:userTask>
<bpmn:sequenceFlow id="b" sourceRef="work" targetRef="which"/><bpmn:exclusiveGateway id="which" default="over"/>
<bpmn:sequenceFlow id="c" sourceRef="which" targetRef="set">
<bpmn:conditionExpression>verdict in ['again', 'more']</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:serviceTask id="set"><bpmn:extensionElements><lz:action name="ticket-state-set"><lz:param name="state">open</lz:param></lz:action>
</bpmn:extensionElements></bpmn:serviceTask><bpmn:sequenceFlow id="d" sourceRef="set" targetRef="work"/>
<bpmn:sequenceFlow id="over" sourceRef="which" targetRef="end"/><bpmn:endEvent id="end"/></bpmn:process></bpmn:definitions>"""


def measure() -> list[Figure]:
    """Both databases, one after the other."""
    return on_both(figures_for)


def figures_for(database: str, settings: Settings) -> list[Figure]:
    """The ratio, and what a step asks of the database."""
    application = make_application(settings)
    furnish(application, seeded=True)
    with application.app_context():
        house, stock = Stepping(an_actor()), Stock(desk_loop(SET_STATE.format(id="work")), "desk_loop", answers={"verdict": "again"})
        compared = take_turns(house.step, stock.step, blocks=60, steps=10)
        with statements() as sent:
            house.step()
        found = [
            Figure(what=f"persisted step / stock step ({database})", value=compared.ratio, target=MOST[database], details=compared.details),
            Figure(what=f"statements of a persisted step ({database})", value=len(sent), target=MOST_STATEMENTS),
        ]
    close(application)
    return found


def an_actor() -> Actor:
    """An agent with rw in the default queue; the process to be measured is active."""
    activate(OURS)
    with unit_of_work():
        anna = people.agent("anna")
        people.grant(anna, Group.named("users"), "rw")
        actor: Actor = anna.actor
    return actor


def activate(model: str) -> None:
    with unit_of_work():
        definitions.activate(definitions.deploy([("measured.bpmn", model.encode())], actor=SYSTEM), actor=SYSTEM)


class Stepping:
    """A ticket whose only activity is completed again and again."""

    def __init__(self, actor: Actor) -> None:
        with unit_of_work():
            ticket = runner.open_ticket(queue=Queue.default(), title="Measured", actor=SYSTEM, process_id="measured")
            self.ticket_id, self.actor = ticket.id, actor
        self.verdicts = cycle(("again", "more"))
        self.activity_id = self.opened()

    def go_on(self) -> None:
        """Find the activity after other tickets have opened theirs, and make a step, so that the next ones follow each other."""
        complete(self.opened(), next(self.verdicts), self.actor)
        self.activity_id = self.opened()

    def opened(self) -> int:
        with unit_of_work(reads_only=True):
            return db.session.scalars(select(Activity.id).where(Activity.ticket_id == self.ticket_id, IS_OPEN)).one()

    def step(self) -> None:
        """Ids of activities follow each other, as nobody else opens any."""
        complete(self.activity_id, next(self.verdicts), self.actor)
        self.activity_id += 1


def complete(activity_id: int, verdict: str, actor: Actor) -> None:
    with unit_of_work():
        outcome = runner.complete(activity_id, actor=actor, given=Input(answers={"verdict": verdict}))
    assert outcome.incident is None, outcome.incident.message


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is sent to the database, but for the brackets of transactions."""
    sent: list[str] = []

    def listen(*arguments: object) -> None:
        text = str(arguments[2])
        if not text.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            sent.append(text)

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
