"""Labels and layout."""

import pytest

from tests.bpm.linting.models import document, flows, warnings


def found(root) -> set[tuple[str, str]]:
    return {(warning.rule, warning.id) for warning in warnings(root, with_noise=True)}


def drawn(root_body: str, *shapes: str):
    root = document(root_body)
    diagram = "".join(f'<di:BPMNShape xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" bpmnElement="{shape}"/>' for shape in shapes)
    root.extend(document("", more=diagram).iterchildren("{http://www.omg.org/spec/BPMN/20100524/DI}*"))
    return root


def test_a_task_without_a_name():
    (name,) = [w for w in warnings(document('<userTask id="t"/>'), with_noise=True) if w.rule == "no-name"]
    assert (name.id, name.message) == ("t", "The user task t has no name.")


@pytest.mark.parametrize(
    "quiet", ['<startEvent id="n"/>', '<endEvent id="n"><terminateEventDefinition/></endEvent>', '<parallelGateway id="n"/>']
)
def test_what_needs_no_name(quiet):
    assert ("no-name", "n") not in found(document(quiet))


def test_a_gateway_asks_a_question():
    body = flows("s -> x -> t1", "x -> t2").replace('name="x"', "")
    assert ("no-question", "x") in found(document(body))
    assert ("no-question", "x") not in found(document(body.replace("<sequenceFlow", '<sequenceFlow name="yes"')))


def test_no_layout_at_all():
    assert ("no-layout", "main") in found(document(flows("s -> t")))


def test_some_elements_not_drawn():
    assert found(drawn(flows("s -> t"), "s", "t")) == set()
    assert found(drawn(flows("s -> t"), "s")) == {("no-place-in-diagram", "t")}


def test_what_lies_in_a_collapsed_subprocess_needs_no_place():
    body = '<subProcess id="sub" name="sub"><startEvent id="i"/></subProcess>'
    root = drawn(body, "sub")
    next(root.iter("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNShape")).set("isExpanded", "false")
    assert found(root) == set()
