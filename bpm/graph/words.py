"""BPMN's words for what stands in a model: namespaces, and which tags are nodes, activities and event definitions.

From the schema of BPMN 2.0 (formal/2013-12-09, chapters 10 and 13).
"""

from collections.abc import Iterator
from typing import Protocol

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
LZ = "{urn:laufzettel:bpmn:1}"

SUBPROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
TASKS = frozenset({"task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask"})
ACTIVITIES = TASKS | SUBPROCESSES | {"callActivity"}
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS
THROW_EVENTS = frozenset({"endEvent", "intermediateThrowEvent"})
CATCH_EVENTS = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})

EVENT_DEFINITIONS = {
    "messageEventDefinition": "message",
    "timerEventDefinition": "timer",
    "signalEventDefinition": "signal",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "conditionalEventDefinition": "conditional",
    "compensateEventDefinition": "compensation",
    "cancelEventDefinition": "cancel",
    "terminateEventDefinition": "terminate",
    "linkEventDefinition": "link",
}
REFERENCES = {
    "message": "messageRef",
    "signal": "signalRef",
    "error": "errorRef",
    "escalation": "escalationRef",
    "compensation": "activityRef",
    "link": "name",
}


class Element(Protocol):
    """What is used of an XML element. Opening XML is the business of bpm/reader.py alone, so no parser is imported for the type."""

    @property
    def tag(self) -> str: ...
    @property
    def text(self) -> str | None: ...
    @property
    def sourceline(self) -> int | None: ...
    def get(self, key: str, /) -> str | None: ...
    def find(self, path: str, /) -> "Element | None": ...
    def iter(self, *tags: str) -> "Iterator[Element]": ...
    def iterchildren(self, *tags: str) -> "Iterator[Element]": ...
    def iterancestors(self, *tags: str) -> "Iterator[Element]": ...
