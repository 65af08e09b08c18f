"""The models the measurements run, written out of small parts; ours go through the reader like any upload."""

from __future__ import annotations

from itertools import pairwise

from bpm.model import Model
from bpm.parser import parse
from bpm.reader import Source, check

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:lz="urn:laufzettel:bpmn:1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
    ' id="measured" targetNamespace="urn:laufzettel:benchmarks">'
)
SET_STATE = (
    '<serviceTask id="{id}"><extensionElements><lz:action name="ticket-state-set"><lz:param name="state">open</lz:param></lz:action>'
    "</extensionElements></serviceTask>"
)
VERDICT = '<lz:field name="verdict" type="dropdown"><lz:value key="again">Again</lz:value><lz:value key="done">Done</lz:value></lz:field>'


def node(tag: str, node_id: str, inside: str = "", **attributes: str) -> str:
    """A flow node."""
    given = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<{tag} id="{node_id}"{given}>{inside}</{tag}>'


def flow(source: str, target: str, condition: str = "") -> str:
    """A sequence flow."""
    inside = f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>' if condition else ""
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'


def chain(*node_ids: str) -> str:
    """Flows from each node to the next."""
    return "".join(flow(source, target) for source, target in pairwise(node_ids))


def extensions(*parts: str) -> str:
    """What our dialect says about a process or node."""
    return f"<extensionElements>{''.join(parts)}</extensionElements>"


def document(process_id: str, *parts: str, diagram: str = "") -> bytes:
    """A file with one process."""
    return f'{HEAD}<process id="{process_id}" isExecutable="true">{"".join(parts)}</process>{diagram}</definitions>'.encode()


def normalised(xml: bytes) -> bytes:
    """What the reader makes of a file.

    Raises:
        ValueError: it refuses the file.
    """
    report = check([Source("measured.bpmn", xml)])[0]
    if report.xml is None:
        notes = [trouble.note for trouble in report.errors] + [note for element in report.elements for note in element.notes]
        raise ValueError("; ".join(note.message for note in notes if note.verdict == "refused"))
    return report.xml


def model(xml: bytes) -> Model:
    """A file ready to run."""
    return parse(normalised(xml))


def desk_loop(work: str, declared: str = "") -> bytes:
    """User task -> exclusive gateway with conditions -> `work`, a node with the id `work` -> the user task again."""
    nodes = node("startEvent", "begin") + node("userTask", "decide") + node("exclusiveGateway", "which", default="which_end")
    flows = chain("begin", "decide", "which", "end") + flow("which", "work", "verdict == 'again'") + chain("work", "decide")
    return document("desk_loop", declared, nodes, work, node("endEvent", "end"), flows)


def forks_in_a_loop() -> bytes:
    """A fork of three ways, one of which forks again; both forks are joined, and then all begins anew."""
    tasks = "".join(node("userTask", name) for name in ("one", "two", "three", "four"))
    parallel = "".join(node("parallelGateway", name) for name in ("fork", "inner_fork", "inner_join", "join"))
    exclusive = node("exclusiveGateway", "merge") + node("exclusiveGateway", "which", default="which_end")
    flows = [
        chain("begin", "merge", "fork", "one", "join", "which", "end"),
        chain("fork", "two", "join"),
        chain("fork", "inner_fork", "three", "inner_join", "join"),
        chain("inner_fork", "four", "inner_join"),
        flow("which", "merge", "verdict == 'again'"),
    ]
    events = node("startEvent", "begin") + node("endEvent", "end")
    return document("forks", extensions(VERDICT), events, tasks, parallel, exclusive, *flows)


OUR_LOOP = desk_loop(SET_STATE.format(id="work"), extensions(VERDICT))
FORKS = forks_in_a_loop()
