"""Elements are called as the model names them, else by where they stand; ids are for machines."""

from pathlib import Path

import pytest

from bpm import naming
from bpm.reading.parsing import parse
from tests.processes.bpmn_text import flow, flows, node, process
from tests.processes.models import as_file

TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>"
SHIPPED = sorted(Path("bpmn").glob("*/model.bpmn"))


def unnamed(tag: str, node_id: str, *content: str, **attributes: str) -> str:
    return node(tag, node_id, *content, **attributes).replace(f' name="{node_id}"', "", 1)


def said(called: naming.Called | str) -> str:
    """A name as English has it."""
    if isinstance(called, str):
        return called
    return called.phrase.format(*map(said, called.names))


@pytest.fixture(scope="module")
def names():
    model = process(
        "p",
        unnamed("startEvent", "s"),
        node("userTask", "check"),
        unnamed("exclusiveGateway", "g", default="g-e"),
        unnamed("serviceTask", "w"),
        unnamed("endEvent", "e"),
        unnamed("boundaryEvent", "late", TIMER, attachedToRef="check"),
        flow("g", "w", "true"),
        flows("s > check > g", "g > e", "w > e", "late > e"),
    )
    return {key: said(called) for key, called in naming.names(parse(as_file(model).decode())).items()}


@pytest.mark.parametrize(
    "element, called",
    [
        ("check", "check"),
        ("s", "the start"),
        ("g", "the gateway after check"),
        ("w", "the step after check"),
        ("e", "the end"),
        ("late", "the timer at check"),
        ("check-g", "the way from check to the gateway after check"),
    ],
)
def test_what_has_no_name_is_called_by_where_it_stands(names, element, called):
    assert names[element] == called


def test_a_gateway_in_front_of_all_names_is_called_by_what_follows():
    model = process("p", unnamed("startEvent", "s"), unnamed("parallelGateway", "g"), node("userTask", "work"), flows("s > g > work"))
    assert said(naming.names(parse(as_file(model).decode()))["g"]) == "the gateway before work"


def test_a_circle_without_names_comes_to_an_end():
    model = process("p", unnamed("startEvent", "s"), unnamed("task", "a"), unnamed("task", "b"), flows("s > a > b > a"))
    assert said(naming.names(parse(as_file(model).decode()))["a"]) == "a step"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_of_shipped_models_only_flows_and_joining_gateways_have_no_name(path):
    called = naming.names(parse(path.read_text()))
    unnamed_nodes = {each.phrase for each in called.values() if not each.is_own} - {naming.WAY}
    assert unnamed_nodes <= {naming.KINDS["gateway"][0]}
