import pytest
from lxml import etree

from bpm.outline import as_text, outline
from tests.bpm.linting.models import document, flows
from tests.corpus import corpus_files

LEAVE = """
<extensionElements>
  <lz:ticket title="Leave" queue="Human resources"/>
  <lz:field name="decision" type="dropdown"/>
  <lz:dialog id="decide" label="Decide"><lz:show field="decision" as="mandatory"/></lz:dialog>
</extensionElements>
<laneSet id="ls"><lane id="l" name="Managers">
  <extensionElements><lz:may group="managers"/></extensionElements><flowNodeRef>t</flowNodeRef>
</lane></laneSet>
<startEvent id="s" name="Asked"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
<endEvent id="done" name="Granted"/>
<endEvent id="no" name="Refused"/>
<userTask id="t" name="Decide" lz:due="PT4H"><extensionElements><lz:offers dialog="decide"/></extensionElements></userTask>
<boundaryEvent id="late" name="Late" attachedToRef="t" cancelActivity="false">
  <timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>
</boundaryEvent>
<sequenceFlow id="f5" sourceRef="late" targetRef="sub"/>
<sequenceFlow id="f2" sourceRef="t" targetRef="x"/>
<exclusiveGateway id="x" name="Granted?" default="f4"/>
<sequenceFlow id="f4" sourceRef="x" targetRef="no"/>
<sequenceFlow id="f3" name="yes" sourceRef="x" targetRef="done">
  <conditionExpression>decision == 'granted'</conditionExpression>
</sequenceFlow>
<subProcess id="sub" name="Remind"><startEvent id="i"/><sequenceFlow id="g" sourceRef="i" targetRef="r"/>
  <serviceTask id="r" name="Tell them"><extensionElements>
    <lz:action name="notify"><lz:param name="groups">managers</lz:param></lz:action>
  </extensionElements></serviceTask>
</subProcess>
"""

AS_TEXT = """\
Process: main
    Ticket: title Leave, queue Human resources
    Fields: decision (dropdown)
  1 Start event: Asked
      → 2 Decide
  2 User task: Decide
      Lane: Managers
      Who may: group managers
      Dialog: Decide (decision mandatory)
      Due: PT4H
      → 3 Granted?
    2.1 Timer boundary event, not interrupting: Late
        Timer: P1D
        → 4 Remind
  3 Exclusive gateway: Granted?
      if decision == 'granted' (yes) → 6 Granted
      otherwise → 5 Refused
  4 Subprocess: Remind
    4.1 Start event: i
        → 4.2 Tell them
    4.2 Service task: Tell them
        Action: notify (groups: managers)
  5 End event: Refused
  6 End event: Granted
"""


def test_a_model_reads_from_start_to_end():
    assert as_text(outline(document(LEAVE))) == AS_TEXT


def test_the_drawing_does_not_matter():
    root = document(LEAVE)
    etree.SubElement(root, "{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram")
    assert as_text(outline(root)) == AS_TEXT


def test_pools_are_numbered_and_messages_named():
    pools = (
        '<collaboration id="c"><participant id="pa" name="Desk" processRef="main"/><participant id="pb" name="Customer"/>'
        '<messageFlow id="mf" name="order" sourceRef="pb" targetRef="s"/></collaboration>'
    )
    text = as_text(outline(document(flows("s -> t"), more=pools)))
    assert text == (
        "1 Pool: Desk\n  1.1 Start event: s\n      Gets from: Customer (order)\n      → 1.2 t\n  1.2 User task: t\n"
        "2 Pool without content: Customer\n    Sends to: s (order)\n"
    )


def test_a_loop_names_each_node_once():
    entries = outline(document(flows("s -> x1 -> t1 -> x2 -> e", "x2 -> x1")))
    assert [entry.id for entry in entries] == ["main", "s", "x1", "t1", "x2", "e"]


def test_what_is_not_reached_comes_last():
    entries = outline(document(flows("t9 -> e9", "s -> t1 -> e")))
    assert [entry.id for entry in entries[1:]] == ["s", "t1", "e", "t9", "e9"]


THRICE = "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
WHILE = (
    '<standardLoopCharacteristics testBefore="true" loopMaximum="5"><loopCondition>n &lt; 3</loopCondition></standardLoopCharacteristics>'
)


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        (THRICE, "Repeats: 3 times, all at once"),
        ('<multiInstanceLoopCharacteristics isSequential="true"/>', "Repeats: one after the other"),
        (WHILE, "Repeats: while n < 3 (asked before each round), at most 5 times"),
        ("<documentation>Read\n  it.</documentation>", "Documentation: Read it."),
    ],
)
def test_details(inner, said):
    (_, entry) = outline(document(f'<task id="t" name="t">{inner}</task>'))
    assert entry.details == (said,)


def test_nothing_to_tell():
    assert as_text(outline(document(""))) == "Process: main\n"
    assert as_text([]) == ""


@pytest.mark.parametrize("path", corpus_files("bpmn/**/*"), ids=lambda path: path.name)
def test_models_of_others(path):
    root = etree.parse(path).getroot()
    entries = outline(root)
    assert as_text(entries)
    assert entries == outline(root)
