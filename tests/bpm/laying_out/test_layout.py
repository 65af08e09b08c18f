"""Layouts of models that are made up: whatever is linked with whatever, the drawing holds; and what is hostile ends in time."""

import contextlib
import time
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from bpm.laying_out.document import lay_out_document
from bpm.layout import LayoutError, laid_out
from tests.bpm.laying_out.seeing import Seen, faults, see
from tests.bpm.reading.models import definitions, process

NODES = ("task", "userTask", "exclusiveGateway", "parallelGateway", "intermediateThrowEvent", "endEvent", "callActivity")
NAMES = ("", "Check", "Ask the customer for all that is missing", "Übergrößenträger" * 6)


@st.composite
def contents(draw: Any, prefix: str = "n", depth: int = 2) -> str:
    """What a process or subprocess may hold: any nodes, any flows between them, subprocesses, boundary events, data and texts."""
    count = draw(st.integers(1, 7))
    ids = [f"{prefix}{number}" for number in range(count)]
    parts, activities = [], []
    for key in ids:
        name = draw(st.sampled_from(NAMES))
        if depth and draw(st.integers(0, 5)) == 0:
            parts.append(f'<subProcess id="{key}" name="{name}">{draw(contents(f"{key}_", depth - 1))}</subProcess>')
            activities.append(key)
        else:
            kind = draw(st.sampled_from(NODES))
            parts.append(f'<{kind} id="{key}" name="{name}"/>')
            activities += [key] if kind in {"task", "userTask", "callActivity"} else []
    for number, host in enumerate(draw(st.lists(st.sampled_from(activities), max_size=4)) if activities else ()):
        parts.append(f'<boundaryEvent id="{prefix}b{number}" name="{draw(st.sampled_from(NAMES))}" attachedToRef="{host}"/>')
        parts.append(f'<sequenceFlow id="{prefix}bf{number}" sourceRef="{prefix}b{number}" targetRef="{draw(st.sampled_from(ids))}"/>')
    for number, (source, target) in enumerate(draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=10))):
        name = draw(st.sampled_from(NAMES))
        parts.append(f'<sequenceFlow id="{prefix}f{number}" name="{name}" sourceRef="{source}" targetRef="{target}"/>')
    for number, about in enumerate(draw(st.lists(st.sampled_from(ids), max_size=2))):
        parts.append(f'<textAnnotation id="{prefix}t{number}"><text>{draw(st.sampled_from(NAMES))}</text></textAnnotation>')
        parts.append(f'<association id="{prefix}a{number}" sourceRef="{about}" targetRef="{prefix}t{number}"/>')
    return "".join(parts)


def drawn(content: str) -> Seen:
    return see(lay_out_document(process(content)))


@settings(max_examples=60, deadline=None)
@given(contents())
def test_whatever_is_linked_with_whatever(content: str) -> None:
    data = process(content)
    assert not faults(see(lay_out_document(data)))
    assert lay_out_document(data) == lay_out_document(data)


@settings(max_examples=25, deadline=None)
@given(contents("a", 1), contents("b", 1), st.data())
def test_pools_with_lanes_and_messages(one: str, other: str, data: st.DataObject) -> None:
    lanes = "".join(
        f'<lane id="lane{part}" name="Lane"><flowNodeRef>a{part}</flowNodeRef></lane>' for part in range(data.draw(st.integers(1, 3)))
    )
    model = definitions(
        '<collaboration id="c"><participant id="p1" name="One" processRef="one"/><participant id="p2" processRef="two"/>'
        '<participant id="p3" name="Closed"/><messageFlow id="m1" name="Asked" sourceRef="a0" targetRef="b0"/>'
        '<messageFlow id="m2" sourceRef="b0" targetRef="p3"/><messageFlow id="m3" sourceRef="p3" targetRef="a0"/></collaboration>'
        f'<process id="one"><laneSet id="lanes">{lanes}</laneSet>{one}</process><process id="two">{other}</process>'
    )
    seen = see(lay_out_document(model))
    assert not faults(seen)
    assert {"p1", "p2", "p3", "lane0"} <= seen.shapes.keys()
    assert {"m1", "m2", "m3"} <= seen.edges.keys()


def test_the_default_flow_goes_straight_on_and_others_branch_off() -> None:
    seen = drawn(
        '<startEvent id="s"/><exclusiveGateway id="x" default="go"/><task id="a"/><task id="b"/><task id="c"/><endEvent id="e"/>'
        '<sequenceFlow id="1" sourceRef="s" targetRef="x"/><sequenceFlow id="2" sourceRef="x" targetRef="b"/>'
        '<sequenceFlow id="3" sourceRef="b" targetRef="c"/><sequenceFlow id="go" sourceRef="x" targetRef="a"/>'
        '<sequenceFlow id="5" sourceRef="a" targetRef="e"/>'
    )
    middles = {key: (top + bottom) / 2 for key, (_, top, _, bottom) in seen.shapes.items()}
    assert middles["s"] == middles["x"] == middles["a"] == middles["e"] != middles["b"] == middles["c"]
    assert len(seen.edges["go"]) == 2
    lefts = [seen.shapes[key][0] for key in ("s", "x", "a", "e")]
    assert lefts == sorted(lefts)


def test_a_way_back_goes_around() -> None:
    seen = drawn(
        '<startEvent id="s"/><task id="a"/><task id="b"/><exclusiveGateway id="x"/><endEvent id="e"/>'
        '<sequenceFlow id="1" sourceRef="s" targetRef="a"/><sequenceFlow id="2" sourceRef="a" targetRef="b"/>'
        '<sequenceFlow id="3" sourceRef="b" targetRef="x"/><sequenceFlow id="back" name="once more" sourceRef="x" targetRef="a"/>'
        '<sequenceFlow id="4" sourceRef="x" targetRef="e"/>'
    )
    assert not faults(seen)
    heights = {y for _, y in seen.edges["back"]}
    assert max(heights) > seen.shapes["b"][3] or min(heights) < seen.shapes["b"][1]


def test_everything_else_stays_as_it_is_byte_for_byte() -> None:
    data = b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-8' ?>\r\n" + process(
        '<!-- a > b --><task id="a" name=\'x>"y"\'><documentation><![CDATA[</process>]]></documentation></task>'
    ).replace(b"</definitions>", "<!-- </definitions> ü --></definitions  >\n<!-- </definitions> -->".encode())
    after = laid_out(data)
    start = after.index(b"  <bpmndi:BPMNDiagram")
    end = after.index(b"</bpmndi:BPMNDiagram>") + len(b"</bpmndi:BPMNDiagram>\n")
    assert after[:start] + after[end:] == data
    assert after[end:].startswith(b"</definitions  >")


def test_other_encodings_become_utf_8() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?>' + process('<task id="a" name="Grün"/>').decode()
    after = laid_out(text.encode("latin-1"))
    assert see(after).elements["a"].get("name") == "Grün"


def test_flows_without_id_get_one() -> None:
    after = laid_out(process('<task id="a"/><task id="b"/><sequenceFlow sourceRef="a" targetRef="b"/><task name="Nameless"/>'))
    assert set(see(after).edges) == {"flow_a_b"}
    assert b'<sequenceFlow id="flow_a_b" sourceRef' in after
    assert b'<task id="task_1" name="Nameless"/>' in after


def test_a_closed_subprocess_gets_a_diagram_for_its_content() -> None:
    whole = laid_out(process('<subProcess id="sub"><task id="in"/></subProcess>'))
    shape = b'<bpmndi:BPMNShape id="sub_shape" bpmnElement="sub" isExpanded="'
    begin, end = whole.index(b'      <bpmndi:BPMNShape id="in_shape"'), whole.index(b"    </bpmndi:BPMNPlane>")
    closed = (whole[:begin] + whole[end:]).replace(shape + b"true", shape + b"false")
    seen = see(laid_out(closed))
    assert seen.shapes["sub"] == see(closed).shapes["sub"]
    assert seen.plane["in"] != seen.plane["sub"]


def chained(count: int) -> bytes:
    nodes = "".join(f'<{("task", "task", "exclusiveGateway")[at % 3]} id="n{at}" name="Node {at}"/>' for at in range(count))
    flows = [(at, at + 1) for at in range(count - 1)] + [(at, (at * 7 + 5) % count) for at in range(2, count, 6)]
    near = [(source, target if abs(source - target) < 40 else max(0, source - 9)) for source, target in flows]
    return process(nodes + "".join(f'<sequenceFlow id="f{at}" sourceRef="n{a}" targetRef="n{b}"/>' for at, (a, b) in enumerate(near)))


def test_a_thousand_nodes_take_no_more_than_five_seconds() -> None:
    data = chained(1_000)
    begin = time.perf_counter()
    after = laid_out(data)
    assert time.perf_counter() - begin < 5
    assert len(see(after).shapes) == 1_000


@pytest.mark.parametrize(
    "data",
    [
        process("<subProcess id='s'>" * 190 + "</subProcess>" * 190),
        process("".join(f'<task id="n{at}"/>' for at in range(20_000))),
        process("".join(f'<task id="n{at}"/>' for at in range(120)) + "".join(
            f'<sequenceFlow id="f{a}_{b}" sourceRef="n{a}" targetRef="n{b}"/>' for a in range(120) for b in range(120)
        )),
        process('<task id="a" name="' + "x" * 1_000_000 + '"/><boundaryEvent id="b" attachedToRef="b"/>'),
        process('<boundaryEvent id="b" attachedToRef="c"/><boundaryEvent id="c" attachedToRef="b"/>'),
        process('<task id="a"/>' * 3_000),
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    ],
    ids=["nested", "many", "all with all", "long", "on themselves", "same id", "doctype"],
)  # fmt: skip
def test_hostile_models_end_in_time(data: bytes) -> None:
    begin = time.perf_counter()
    with contextlib.suppress(LayoutError):
        see(laid_out(data))
    assert time.perf_counter() - begin < 12
    assert laid_out(process('<task id="a"/>'))
