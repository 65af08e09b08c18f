"""Process models for tests in few words: what the tests of the runner need of BPMN.

process("loan", node("startEvent", "start"), node("userTask", "ask"), flows("start > ask"))
"""

from collections.abc import Iterable
from itertools import pairwise

EVENTS = {
    "timer": "<bpmn:timerEventDefinition><bpmn:timeDuration>{}</bpmn:timeDuration></bpmn:timerEventDefinition>",
    "date": "<bpmn:timerEventDefinition><bpmn:timeDate>{}</bpmn:timeDate></bpmn:timerEventDefinition>",
    "cycle": "<bpmn:timerEventDefinition><bpmn:timeCycle>{}</bpmn:timeCycle></bpmn:timerEventDefinition>",
    "message": '<bpmn:messageEventDefinition messageRef="m_{}"/>',
    "signal": '<bpmn:signalEventDefinition signalRef="s_{}"/>',
    "condition": "<bpmn:conditionalEventDefinition><bpmn:condition>{}</bpmn:condition></bpmn:conditionalEventDefinition>",
}


def node(tag: str, node_id: str, *content: str, **attributes: str) -> str:
    """An element of a process; attributes of ours begin with `lz_`."""
    told = "".join(f' {name.replace("lz_", "lz:")}="{value}"' for name, value in attributes.items())
    return f'<bpmn:{tag} id="{node_id}" name="{node_id}"{told}>{"".join(content)}</bpmn:{tag}>'


def ours(*content: str) -> str:
    """Extension elements."""
    return f"<bpmn:extensionElements>{''.join(content)}</bpmn:extensionElements>"


def action(name: str, /, *, on_error: str = "incident", wait: str = "false", **params: str) -> str:
    """A transition action."""
    told = "".join(f'<lz:param name="{param}">{value}</lz:param>' for param, value in params.items())
    return f'<lz:action name="{name}" onError="{on_error}" wait="{wait}">{told}</lz:action>'


def event(kind: str, text: str) -> str:
    """What an event waits for or throws."""
    return EVENTS[kind].format(text)


def flow(source: str, target: str, condition: str = "") -> str:
    """A sequence flow, called after its ends."""
    said = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
    return f'<bpmn:sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{said}</bpmn:sequenceFlow>'


def flows(*ways: str) -> str:
    """Flows along lines such as "start > work > end"."""
    found = []
    for way in ways:
        stops = [stop.strip() for stop in way.split(">")]
        found += [flow(source, target) for source, target in pairwise(stops)]
    return "".join(found)


def process(process_id: str, *content: str, declares: str = "", messages: Iterable[str] = (), signals: Iterable[str] = ()) -> str:
    """A process with the messages and signals it names."""
    roots = [f'<bpmn:message id="m_{name}" name="{name}"/>' for name in messages]
    roots += [f'<bpmn:signal id="s_{name}" name="{name}"/>' for name in signals]
    return "".join(
        [*roots, f'<bpmn:process id="{process_id}" name="{process_id}" isExecutable="true">', ours(declares), *content, "</bpmn:process>"]
    )
