"""Small models for the reader's tests, written where they are used: what is around them is always the same."""

from itertools import pairwise

from bpm.reader import Report
from bpm.reading.checking import check_document
from bpm.reading.opening import open_document
from bpm.reading.others import Others, contents
from bpm.reading.stop import Stop

SPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:lz="urn:laufzettel:bpmn:1" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'
)


def definitions(content: str) -> bytes:
    return f"<definitions {SPACES} id='file' targetNamespace='urn:test'>{content}</definitions>".encode()


def process(content: str, *, roots: str = "") -> bytes:
    """A process with this content, whatever begins and ends it included."""
    return definitions(f"{roots}<process id='p' isExecutable='true'>{content}</process>")


def chain(*nodes: str, roots: str = "") -> bytes:
    """Start event, these nodes one behind the other, end event."""
    ids = ["start", *(node.split("id='", 1)[1].split("'", 1)[0] for node in nodes), "end"]
    flows = "".join(f"<sequenceFlow id='to_{b}' sourceRef='{a}' targetRef='{b}'/>" for a, b in pairwise(ids))
    return process("<startEvent id='start'/>" + "".join(nodes) + "<endEvent id='end'/>" + flows, roots=roots)


def read(data: bytes, *others: bytes) -> Report:
    """The report, made in this process: what is tested is the reading, not the child it happens in."""
    known = Others.from_records([contents(open_document(other)) for other in others])
    try:
        return check_document(open_document(data), file="test.bpmn", others=known)
    except Stop as stop:
        return Report.of_trouble("test.bpmn", rule=stop.rule, line=stop.line, params=stop.params)


def rules(report: Report) -> dict[str, set[str]]:
    """The rules noted for each element."""
    return {element.id: {note.rule for note in element.notes} for element in report.elements}


def verdict(report: Report, key: str) -> str:
    return next(element.verdict for element in report.elements if element.id == key)
