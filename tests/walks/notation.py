"""A model in a few lines of text, for tests and for differences that a person can read; `drawn` makes BPMN of it.

    var x integer 0
    start s
    user ask multi=3 sequential until="x > 1"
    boundary late on=ask timer=PT1H beside
    sub inner
      script count script="x = x + 1"
    s -> ask -> inner -> choice
    choice -> s2 : x > 1
    choice ->> other

A node is a kind, an id and settings; what is indented stands inside it. `->` is a sequence flow, after the colon its condition, `->>` the
default flow. `process id` begins another process, `pool id` one that is also a participant, `says a b` a message flow.
"""

import shlex
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

TAGS = {
    "start": "startEvent", "end": "endEvent", "catch": "intermediateCatchEvent", "throw": "intermediateThrowEvent",
    "boundary": "boundaryEvent", "xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway",
    "first": "eventBasedGateway", "user": "userTask", "manual": "manualTask", "task": "task", "service": "serviceTask",
    "script": "scriptTask", "send": "sendTask", "receive": "receiveTask", "call": "callActivity", "sub": "subProcess",
    "transaction": "transaction", "adhoc": "adHocSubProcess",
}  # fmt: skip
PLAIN = {"none", "terminate", "cancel"}
ROOTS = ("message", "signal", "error", "escalation")
EVENTS = {*ROOTS, "timer", "condition", "link", "terminate", "cancel", "compensation"}
TIMERS = {"P": "timeDuration", "R": "timeCycle"}
ATTRIBUTES = {
    "on": "attachedToRef", "calls": "calledElement", "name": "name", "gateway": "eventGatewayType", "ordering": "ordering",
    "remaining": "cancelRemainingInstances", "order": "lz:order", "advances": "lz:advances",
}  # fmt: skip
FLAGS = {"beside": "", "byevent": 'triggeredByEvent="true"', "undoes": 'isForCompensation="true"'}

Settings = dict[str, str]


def drawn(text: str) -> bytes:
    """BPMN in our dialect."""
    lines = [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    drawing = Drawing()
    body = "".join(drawing.processes(lines))
    roots = "".join(f'<bpmn:{kind} id="{kind}_{name}" name="{name}"{code(kind, name)}/>' for kind, name in sorted(drawing.roots))
    return (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:lz="urn:laufzettel:bpmn:1"'
        f' id="file" targetNamespace="urn:walks">{roots}{drawing.pools()}{body}</bpmn:definitions>'
    ).encode()


def code(kind: str, name: str) -> str:
    return f' {kind}Code="{name}"' if kind in ("error", "escalation") else ""


def depth(line: str) -> int:
    return len(line) - len(line.lstrip())


class Drawing:
    def __init__(self) -> None:
        self.roots: set[tuple[str, str]] = set()
        self.participants: list[str] = []
        self.messages: list[list[str]] = []
        self.flows = 0

    def processes(self, lines: list[str]) -> Iterator[str]:
        if lines[0].split()[0] not in ("process", "pool"):
            lines = ["process p", *(f"  {line}" for line in lines)]
        for head, inside in blocks(lines):
            kind, name, *rest = head.split()
            if kind == "says":
                self.messages.append([name, *rest])
            else:
                if kind == "pool":
                    self.participants.append(name)
                yield f'<bpmn:process id="{name}" isExecutable="{str(not rest).lower()}">{self.container(inside)}</bpmn:process>'

    def pools(self) -> str:
        pools = "".join(f'<bpmn:participant id="pool_{name}" processRef="{name}"/>' for name in self.participants)
        says = "".join(f'<bpmn:messageFlow id="says_{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in self.messages)
        return f'<bpmn:collaboration id="pools">{pools}{says}</bpmn:collaboration>' if pools else ""

    def container(self, lines: list[str]) -> str:
        found = list(blocks(lines))
        variables = "".join(self.variable(head) for head, _ in found if head.startswith("var "))
        nodes = [(shlex.split(head), inside) for head, inside in found if head.split()[0] in TAGS]
        defaults: Settings = {}
        flows = "".join(self.flow(head, defaults) for head, _ in found if "->" in head)
        data = "".join(f'<bpmn:dataObject id="{head.split()[1]}"/>' for head, _ in found if head.startswith("data "))
        text = "".join(self.node(words, inside, defaults) for words, inside in nodes)
        until = "".join(f"<bpmn:completionCondition>{escape(h[6:])}</bpmn:completionCondition>" for h, _ in found if h.startswith("until "))
        return (f"<bpmn:extensionElements>{variables}</bpmn:extensionElements>" if variables else "") + data + text + flows + until

    def variable(self, head: str) -> str:
        _, name, kind, *default = head.split(maxsplit=3)
        return f'<lz:variable name="{name}" type="{kind}"' + (f" default={quoteattr(default[0])}/>" if default else "/>")

    def flow(self, head: str, defaults: Settings) -> str:
        path, _, condition = (part.strip() for part in head.partition(" : "))
        words = path.split()
        text = ""
        for source, arrow, target in zip(words[::2], words[1::2], words[2::2], strict=False):
            self.flows += 1
            name = f"f{self.flows}_{source}_{target}"
            guard = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>" if condition else ""
            text += f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{guard}</bpmn:sequenceFlow>'
            if arrow == "->>":
                defaults[source] = name
        return text

    def node(self, words: list[str], inside: list[str], defaults: Settings) -> str:
        kind, name, *settings = words
        given = dict(each.partition("=")[::2] for each in settings)
        attributes = " ".join([f'id="{name}"', *(f"{ATTRIBUTES[key]}={quoteattr(given[key])}" for key in given if key in ATTRIBUTES)])
        attributes += "".join(f" {FLAGS[key]}" for key in given if key in FLAGS)
        if "beside" in given:
            attributes += ' cancelActivity="false"' if kind == "boundary" else ' isInterrupting="false"'
        if name in defaults:
            attributes += f' default="{defaults[name]}"'
        if kind in ("send", "receive"):
            attributes += f' messageRef="message_{given["message"]}"'
            self.roots.add(("message", given["message"]))
        text = self.extensions(given) + ("" if kind in ("send", "receive") else self.event(given)) + loop(given)
        text += f"<bpmn:script>{escape(given['script'])}</bpmn:script>" if "script" in given else ""
        undo = f'<bpmn:association id="{name}_undo" sourceRef="{name}" targetRef="{given["handler"]}"/>' if "handler" in given else ""
        return f"<bpmn:{TAGS[kind]} {attributes}>{text}{self.container(inside)}</bpmn:{TAGS[kind]}>{undo}"

    def extensions(self, given: Settings) -> str:
        text = ""
        for tag in ("in", "out"):
            for pair in given.get(tag, "").split():
                name, _, value = pair.partition("=")
                text += f'<lz:{tag} name="{name}" value={quoteattr("=" + value)}/>'
        if "sets" in given:
            field, _, value = given["sets"].partition("=")
            params = f'<lz:param name="field">{field}</lz:param><lz:param name="value">={escape(value)}</lz:param>'
            text += f'<lz:action name="field-set">{params}</lz:action>'
        loops = {"items": "collection", "item": "item", "collect": "collect", "into": "into"}
        ours = "".join(f" {loops[key]}={quoteattr('=' + given[key] if key == 'items' else given[key])}" for key in given if key in loops)
        text += f"<lz:loop{ours}/>" if ours else ""
        return f"<bpmn:extensionElements>{text}</bpmn:extensionElements>" if text else ""

    def event(self, given: Settings) -> str:
        kind = next((key for key in given if key in EVENTS), None)
        if kind is None:
            return ""
        value, attributes, text = given[kind], "", ""
        if kind in ROOTS and value:
            self.roots.add((kind, value))
            attributes = f' {kind}Ref="{kind}_{value}"'
        elif kind == "timer":
            tag = TIMERS.get(value[0], "timeDate")
            text = f"<bpmn:{tag}>{value}</bpmn:{tag}>"
        elif kind == "condition":
            text = f"<bpmn:condition>{escape(value)}</bpmn:condition>"
        elif kind == "link":
            attributes = f' name="{value}"'
        elif kind == "compensation":
            attributes = (f' activityRef="{value}"' if value else "") + (' waitForCompletion="false"' if "atonce" in given else "")
        tag = {"compensation": "compensate", "condition": "conditional"}.get(kind, kind) + "EventDefinition"
        return f"<bpmn:{tag}{attributes}>{text}</bpmn:{tag}>"


def loop(given: Settings) -> str:
    if "multi" in given or "items" in given:
        number = f"<bpmn:loopCardinality>{given['multi']}</bpmn:loopCardinality>" if given.get("multi") else ""
        until = f"<bpmn:completionCondition>{escape(given['until'])}</bpmn:completionCondition>" if "until" in given else ""
        order = ' isSequential="true"' if "sequential" in given else ""
        return f"<bpmn:multiInstanceLoopCharacteristics{order}>{number}{until}</bpmn:multiInstanceLoopCharacteristics>"
    if "again" in given or "max" in given:
        most = f' loopMaximum="{given["max"]}"' if "max" in given else ""
        before = ' testBefore="true"' if "before" in given else ""
        asks = f"<bpmn:loopCondition>{escape(given['again'])}</bpmn:loopCondition>" if "again" in given else ""
        return f"<bpmn:standardLoopCharacteristics{most}{before}>{asks}</bpmn:standardLoopCharacteristics>"
    return ""


def blocks(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each line with the lines indented below it."""
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and depth(lines[end]) > depth(lines[at]):
            end += 1
        yield lines[at].strip(), lines[at + 1 : end]
        at = end
