"""The runner: each verb of the engine as one step on real rows."""

from sqlalchemy import select

from desk.actors import SYSTEM
from desk.queues import Queue
from foundation.db import db
from processes import runner, settling
from processes.activities import Activity
from processes.events import Event
from processes.history import HistoryEntry
from processes.running.answering import Input
from tests.processes.models import deployed

MODEL = """
<bpmn:process id="loop" name="Loop" isExecutable="true">
  <bpmn:extensionElements>
    <lz:field name="decision" type="text" label="Decision"/>
    <lz:dialog id="decide" label="Decide" for="agent"><lz:show field="decision" as="mandatory"/></lz:dialog>
  </bpmn:extensionElements>
  <bpmn:startEvent id="start"/>
  <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="work"/>
  <bpmn:userTask id="work" name="Work"><bpmn:extensionElements><lz:offers dialog="decide"/></bpmn:extensionElements></bpmn:userTask>
  <bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="gate"/>
  <bpmn:exclusiveGateway id="gate" default="f5"/>
  <bpmn:sequenceFlow id="f3" sourceRef="gate" targetRef="set"><bpmn:conditionExpression>decision == 'again'</bpmn:conditionExpression></bpmn:sequenceFlow>
  <bpmn:sequenceFlow id="f5" sourceRef="gate" targetRef="end"/>
  <bpmn:serviceTask id="set" name="Set"><bpmn:extensionElements><lz:action name="ticket-state-set"><lz:param name="state">open</lz:param></lz:action></bpmn:extensionElements></bpmn:serviceTask>
  <bpmn:sequenceFlow id="f4" sourceRef="set" targetRef="work"/>
  <bpmn:endEvent id="end"/>
</bpmn:process>
"""


def test_smoke(desk_work):
    deployed(MODEL)
    ticket = runner.open_ticket(queue=Queue.default(), title="x", actor=SYSTEM, process_id="loop")
    activity = db.session.scalars(select(Activity)).one()
    outcome = runner.complete(activity.id, given=Input(answers={"decision": "again"}), actor=SYSTEM)
    assert outcome.incident is None, outcome.incident.message
    settling.settle()
    db.session.expire_all()
    rows = db.session.scalars(select(HistoryEntry).order_by(HistoryEntry.position)).all()
    assert [row.event for row in rows][-2:] == [Event.ACTIVITY_OPENED, Event.TRANSITIONS_TAKEN]
    assert ticket.words.state == "open"
    assert [each.is_open for each in db.session.scalars(select(Activity).order_by(Activity.id))] == [False, True]
