"""What the parser may rely on: the normalised document, point by point."""

# ruff: noqa: E501 -- a model is read best as it would stand in a file, one element to a line

import pytest
from lxml import etree

from bpm.dialect import B, L
from bpm.reading.report import Report
from tests.bpm.reading.models import chain, definitions, process, read


def normalised(data: bytes, *others: bytes) -> etree._Element:
    report = read(data, *others)
    assert report.xml is not None, report.as_json()
    return etree.fromstring(report.xml)


def by_id(root: etree._Element, key: str) -> etree._Element:
    return root.xpath("//*[@id=$key]", key=key)[0]


def text(root: etree._Element, tag: str) -> str:
    return "".join(next(root.iter(B + tag)).itertext())


def ours(element: etree._Element, name: str) -> list[dict[str, str]]:
    return [dict(found.attrib) for found in element.findall(f"{B}extensionElements/{L}{name}")]


def test_every_element_has_an_id() -> None:
    root = normalised(
        process(
            "<startEvent/><startEvent/><sequenceFlow sourceRef='a' targetRef='b'/><sequenceFlow sourceRef='a' targetRef='b'/><task id='a'/><task id='b'/>"
        )
    )
    assert [element.get("id") for element in root[0]] == ["startEvent_1", "startEvent_2", "flow_a_b", "flow_a_b_2", "a", "b"]


def test_ids_made_up_clash_with_none_of_the_file() -> None:
    report = read(process("<startEvent/><task id='startEvent_1'/>"))
    assert [element.id for element in report.elements] == ["p", "startEvent_2", "startEvent_1"]


def test_references_are_plain_ids() -> None:
    root = normalised(chain("<callActivity id='c' calledElement=' lz:called '/>"), chain("<task id='t'/>").replace(b"'p'", b"'called'"))
    assert by_id(root, "c").get("calledElement") == "called"


@pytest.mark.parametrize(("written", "ours_"), [
    ("${amount > 100}", "amount > 100"), ("=amount > 100", "amount > 100"), ("amount > 100", "amount > 100"), ("#{!paid}", "not paid"),
])  # fmt: skip
def test_conditions_are_in_our_language(written: str, ours_: str) -> None:
    flow = f"<sequenceFlow id='f' sourceRef='s' targetRef='t'><conditionExpression>{written.replace('>', '&gt;')}</conditionExpression></sequenceFlow>"
    assert text(normalised(process(f"<startEvent id='s'/><task id='t'/>{flow}")), "conditionExpression") == ours_


def test_a_declared_language_is_gone_once_it_is_translated() -> None:
    flow = "<sequenceFlow id='f' sourceRef='s' targetRef='t'><conditionExpression language='https://www.omg.org/spec/DMN/20191111/FEEL/'>a = 1</conditionExpression></sequenceFlow>"
    report = read(process(f"<startEvent id='s'/><task id='t'/>{flow}"))
    assert report.xml is not None
    root = etree.fromstring(report.xml)
    assert text(root, "conditionExpression") == "a == 1"
    assert root.get("expressionLanguage") == "urn:laufzettel:bpmn:1:expressions"
    assert read(report.xml).xml == report.xml


def test_empty_conditions_and_timers_are_gone() -> None:
    root = normalised(chain(
        "<intermediateCatchEvent id='e'><timerEventDefinition><timeDate/><timeCycle> </timeCycle></timerEventDefinition></intermediateCatchEvent>",
        "<userTask id='t'><standardLoopCharacteristics><loopCondition/></standardLoopCharacteristics></userTask>",
    ))  # fmt: skip
    assert not list(root.iter(B + "timeDate", B + "timeCycle", B + "loopCondition"))


def test_messages_and_signals_have_names() -> None:
    root = normalised(chain(
        "<intermediateCatchEvent id='e' name='Paid'><messageEventDefinition/></intermediateCatchEvent>",
        "<sendTask id='t'/>",
        "<intermediateThrowEvent id='u'><signalEventDefinition signalRef='n'/></intermediateThrowEvent>",
        roots="<signal id='n'/>",
    ))  # fmt: skip
    assert by_id(root, "message_e").get("name") == "Paid"
    assert by_id(root, "t").get("messageRef") == "message_t"
    assert by_id(root, "message_t").get("name") == "t"
    assert by_id(root, "n").get("name") == "n"


def test_an_operation_names_its_message() -> None:
    roots = "<message id='m' name='M'/><interface id='i'><operation id='o'><inMessageRef>m</inMessageRef></operation></interface>"
    assert by_id(normalised(chain("<sendTask id='t' operationRef='o'/>", roots=roots)), "t").get("messageRef") == "m"


def test_shared_definitions_are_copied_into_their_events() -> None:
    roots = "<timerEventDefinition id='d'><timeDuration>\"PT1H\"</timeDuration></timerEventDefinition>"
    root = normalised(
        chain("<intermediateCatchEvent id='e'><eventDefinitionRef>d</eventDefinitionRef></intermediateCatchEvent>", roots=roots)
    )
    assert text(by_id(root, "e"), "timeDuration") == "PT1H"


def test_the_default_is_one_of_the_outgoing_flows() -> None:
    root = normalised(chain("<exclusiveGateway id='g' default='to_g'/>", "<exclusiveGateway id='h' default='to_end'/>"))
    assert by_id(root, "g").get("default") is None
    assert by_id(root, "h").get("default") == "to_end"


def test_scripts_are_assignments() -> None:
    root = normalised(
        chain("<scriptTask id='t' scriptFormat='javascript'><script>var x = 1; execution.setVariable('y', x + 1);</script></scriptTask>")
    )
    assert text(root, "script") == "x = 1\ny = x + 1"
    assert by_id(root, "t").get("scriptFormat") is None


def test_global_tasks_are_named_by_kind() -> None:
    root = normalised(chain("<callActivity id='c' calledElement='g'/>", roots="<globalManualTask id='g'/>"))
    assert dict(by_id(root, "c").attrib) == {"id": "c", L + "global": "manualTask"}


def test_what_declares_nothing_of_ours_is_foreign() -> None:
    assert normalised(chain("<task id='t'/>")).get(L + "foreign") == "true"
    assert normalised(chain("<task id='t' lz:milestone='Here'/>")).get(L + "foreign") is None


@pytest.mark.parametrize(("first", "second", "main"), [
    ("", "", "a"),
    ("", "isExecutable='true'", "b"),
    ("isExecutable='true'", "isExecutable='true'", "a"),
])  # fmt: skip
def test_the_main_process_is_named(first: str, second: str, main: str) -> None:
    content = (
        f"<process id='empty' isExecutable='true'/><process id='a' {first}><task/></process><process id='b' {second}><task/></process>"
    )
    assert normalised(definitions(content)).get(L + "main") == main


def test_the_process_with_a_ticket_is_the_main_one() -> None:
    ticket = "<extensionElements><lz:ticket queue='Raw'/></extensionElements>"
    content = f"<process id='a' isExecutable='true'><task/></process><process id='b'>{ticket}<task/></process>"
    assert normalised(definitions(content)).get(L + "main") == "b"


FORM = """<userTask id='t' name='Decide'><extensionElements><camunda:formData>
  <camunda:formField id='amount' label='Amount' type='long' defaultValue='5'><camunda:validation><camunda:constraint name='required'/></camunda:validation></camunda:formField>
  <camunda:formField id='my note' type='string'><camunda:validation><camunda:constraint name='readonly' config='true'/></camunda:validation></camunda:formField>
</camunda:formData></extensionElements></userTask>"""


def test_forms_become_dialogs() -> None:
    root = normalised(chain(FORM))
    task, main = by_id(root, "t"), by_id(root, "p")
    assert ours(task, "offers") == [{"dialog": "dialog_t"}]
    assert ours(main, "variable") == [{"name": "amount", "type": "integer"}, {"name": "my_note", "type": "text"}]
    assert [dict(show.attrib) for show in by_id(root, "dialog_t")] == [
        {"variable": "amount", "as": "mandatory", "label": "Amount", "default": "5"},
        {"variable": "my_note", "as": "readonly"},
    ]


def test_people_and_dates_are_read() -> None:
    root = normalised(chain(
        "<userTask id='t' camunda:assignee='${boss}' camunda:candidateGroups='sales, support' camunda:candidateUsers='anna' camunda:dueDate='P1D'/>",
        "<userTask id='u'><potentialOwner><resourceAssignmentExpression><formalExpression>user(kim), group(it)</formalExpression></resourceAssignmentExpression></potentialOwner></userTask>",
    ))  # fmt: skip
    assert ours(by_id(root, "t"), "may") == [{"agent": "=boss"}, {"agent": "anna"}, {"group": "sales"}, {"group": "support"}]
    assert by_id(root, "t").get(L + "due") == "P1D"
    assert ours(by_id(root, "u"), "may") == [{"agent": "kim"}, {"group": "it"}]


LOOPS = {
    "camunda": ("<multiInstanceLoopCharacteristics camunda:collection='${orders}' camunda:elementVariable='order'/>", {"collection": "=orders", "item": "order"}),
    "zeebe": (
        "<multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics inputCollection='=orders' inputElement='order' outputCollection='results' outputElement='=result'/></extensionElements></multiInstanceLoopCharacteristics>",
        {"collection": "=orders", "item": "order", "collect": "result", "into": "results"},
    ),
    "bpmn": (
        "<multiInstanceLoopCharacteristics><loopDataInputRef>orders</loopDataInputRef><loopDataOutputRef>results</loopDataOutputRef><inputDataItem id='order'/><outputDataItem id='result'/></multiInstanceLoopCharacteristics>",
        {"collection": "=orders", "item": "order", "collect": "result", "into": "results"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOPS)
def test_collections_are_read(name: str) -> None:
    characteristics, wanted = LOOPS[name]
    root = normalised(chain(f"<userTask id='t'>{characteristics}</userTask>"))
    assert ours(by_id(root, "t"), "loop") == [wanted]


def test_a_collection_is_found_behind_the_inputs_of_the_activity() -> None:
    task = """<userTask id='t'><ioSpecification><dataInput id='in-1' name='the input'/></ioSpecification>
      <dataInputAssociation><sourceRef>ref-1</sourceRef><targetRef>in-1</targetRef></dataInputAssociation>
      <multiInstanceLoopCharacteristics><loopDataInputRef>in-1</loopDataInputRef></multiInstanceLoopCharacteristics></userTask>"""
    data = "<dataObject id='object-1' name='orders'/><dataObjectReference id='ref-1' dataObjectRef='object-1'/>"
    root = normalised(chain(task).replace(b"</process>", data.encode() + b"</process>"))
    assert ours(by_id(root, "t"), "loop") == [{"collection": "=orders"}]


def test_mappings_and_decisions_are_read() -> None:
    call = """<callActivity id='c' calledElement='q'><extensionElements><camunda:in source='a' target='b'/>
      <camunda:in sourceExpression='${a + 1}' target='d'/><camunda:out source='x' target='y'/></extensionElements></callActivity>"""
    called = chain("<userTask id='u'/>").replace(b"'p'", b"'q'")
    root = normalised(chain(call), called)
    assert ours(by_id(root, "c"), "in") == [{"name": "b", "value": "=a"}, {"name": "d", "value": "=a + 1"}]
    assert ours(by_id(root, "c"), "out") == [{"name": "y", "value": "=x"}]


def test_what_is_said_in_our_dialect_wins_over_what_others_say() -> None:
    task = "<userTask id='t' camunda:assignee='anna' camunda:dueDate='P1D' lz:due='P2D'><extensionElements><lz:may group='team'/></extensionElements></userTask>"
    root = normalised(chain(task))
    assert ours(by_id(root, "t"), "may") == [{"group": "team"}]
    assert by_id(root, "t").get(L + "due") == "P2D"


def test_foreign_extensions_and_the_diagram_stay() -> None:
    diagram = "<d:BPMNDiagram xmlns:d='http://www.omg.org/spec/BPMN/20100524/DI' id='dia'/>"
    root = normalised(chain(FORM).replace(b"</definitions>", diagram.encode() + b"</definitions>"))
    assert root[-1].get("id") == "dia"
    assert len(list(root.iter("{http://camunda.org/schema/1.0/bpmn}formField"))) == 2


def test_decisions_of_files_given_along_are_known() -> None:
    dmn = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n"><decision id="discount" name="Discount"/></definitions>"""
    task = "<businessRuleTask id='t'><extensionElements><zeebe:calledDecision decisionId='discount' resultVariable='rate'/></extensionElements></businessRuleTask>"
    report: Report = read(chain(task), dmn)
    assert report.deployable
    assert ours(by_id(etree.fromstring(report.xml or b""), "t"), "decision") == [{"ref": "discount", "into": "rate"}]


def test_what_is_stored_is_what_was_checked() -> None:
    """An element that belongs to no namespace must not become one of BPMN's by being written anew."""
    root = normalised(chain("<task id='t'><extensionElements><userTask xmlns='' id='hidden'/></extensionElements></task>"))
    assert [element.tag for element in root.iter() if element.get("id") == "hidden"] == ["userTask"]
    assert "lz" in root.nsmap


def test_an_id_that_only_illustrates_gives_way() -> None:
    report = read(process("<textAnnotation id='x'/><startEvent id='x'/><group id='x'/>"))
    assert report.deployable
    assert [element.id for element in report.elements] == ["p", "textAnnotation_1", "x", "group_1"]
