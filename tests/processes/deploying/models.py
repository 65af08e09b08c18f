"""Small models for tests of deployment: `model("<bpmn:startEvent …/>")`, and files of them."""

from itertools import pairwise

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:lz="urn:laufzettel:bpmn:1"'
    ' id="file" targetNamespace="urn:tests">'
)
START = '<bpmn:startEvent id="start" name="Start"/><bpmn:sequenceFlow id="to_work" sourceRef="start" targetRef="work"/>'
WORK = '<bpmn:userTask id="work" name="Work"/><bpmn:sequenceFlow id="to_end" sourceRef="work" targetRef="end"/>'
END = '<bpmn:endEvent id="end" name="End"/>'


def model(
    *, process_id: str = "errand", name: str = "Errand", ours: str = "<lz:ticket/>", nodes: str = START + WORK + END, roots: str = ""
) -> bytes:
    """A model: what its process declares, its nodes and flows, and other root elements before it."""
    extensions = f"<bpmn:extensionElements>{ours}</bpmn:extensionElements>" if ours else ""
    process = f'<bpmn:process id="{process_id}" name="{name}" isExecutable="true">{extensions}{nodes}</bpmn:process>'
    return f"{HEAD}{roots}{process}</bpmn:definitions>".encode()


def chain(*nodes: str) -> str:
    """Nodes written without their closing, in a row from start to end: `chain('userTask id="work"')` is the default of `model`."""
    ids = ["start", *(node.partition('id="')[2].partition('"')[0] for node in nodes), "end"]
    drawn = "".join(node if node.endswith(">") else f"<bpmn:{node}/>" for node in nodes)
    flows = "".join(f'<bpmn:sequenceFlow id="{a}_to_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairwise(ids))
    return f'<bpmn:startEvent id="start" name="Start"/>{drawn}{END}{flows}'


def service_task(*actions: str, task_id: str = "act", name: str = "Act") -> str:
    """A service task with these actions."""
    inside = f"<bpmn:extensionElements>{''.join(actions)}</bpmn:extensionElements>" if actions else ""
    return f'<bpmn:serviceTask id="{task_id}" name="{name}">{inside}</bpmn:serviceTask>'


def action(name: str, **params: str) -> str:
    """One `lz:action`."""
    inside = "".join(f'<lz:param name="{key}">{value}</lz:param>' for key, value in params.items())
    return f'<lz:action name="{name}">{inside}</lz:action>'
