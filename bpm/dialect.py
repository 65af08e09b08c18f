"""What a model may say beyond plain BPMN 2.0, loaded from the one schema file `dialect.json` (a bpmn-moddle descriptor).

The reader, the parser, the modeller and the documentation ask here which elements and attributes exist and where they may stand.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
LZ: Final = "urn:laufzettel:bpmn:1"
CAMUNDA: Final = (
    "http://camunda.org/schema/1.0/bpmn",
    "http://activiti.org/bpmn",
    "http://flowable.org/bpmn",
    "http://activiti.com/modeler",
)
ZEEBE: Final = "http://camunda.org/schema/zeebe/1.0"
SPIFF: Final = "http://spiffworkflow.org/bpmn/schema/1.0/core"
OUR_LANGUAGE: Final = f"{LZ}:expressions"

B: Final = "{" + BPMN + "}"
L: Final = "{" + LZ + "}"

TASKS: Final = frozenset({"task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask"})
SUBPROCESSES: Final = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES: Final = TASKS | SUBPROCESSES | {"callActivity"}
GATEWAYS: Final = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway"})
THROWS: Final = frozenset({"intermediateThrowEvent", "implicitThrowEvent", "endEvent"})
CATCHES: Final = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
EVENTS: Final = THROWS | CATCHES
CHOREOGRAPHY_NODES: Final = frozenset({"choreographyTask", "callChoreography", "subChoreography"})
NODES: Final = ACTIVITIES | GATEWAYS | EVENTS | CHOREOGRAPHY_NODES
EVENT_DEFINITIONS: Final = frozenset({
    "messageEventDefinition", "timerEventDefinition", "signalEventDefinition", "errorEventDefinition", "escalationEventDefinition",
    "conditionalEventDefinition", "compensateEventDefinition", "cancelEventDefinition", "terminateEventDefinition", "linkEventDefinition",
})  # fmt: skip


@dataclass(frozen=True)
class Property:
    """One attribute (or the text) of one of our elements."""

    name: str
    is_body: bool = False
    required: bool = False
    literals: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    boolean: bool = False
    integer: bool = False
    text: str = ""
    by_reader: bool = False


@dataclass(frozen=True)
class Element:
    """One of our elements: where it may stand, what it may say."""

    name: str
    allowed_in: frozenset[str]
    attributes: dict[str, Property]
    body: Property | None
    children: frozenset[str]


def elements() -> dict[str, Element]:
    """Our elements by their local name."""
    return _schema()[0]


def attributes() -> dict[str, tuple[Property, frozenset[str]]]:
    """Our attributes on BPMN elements, with the local names of the elements that may bear them."""
    return _schema()[1]


def descriptor() -> dict[str, Any]:
    """The schema file as it is, for the modeller."""
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("dialect.json").read_text(encoding="utf-8"))
    return loaded


@cache
def _schema() -> tuple[dict[str, Element], dict[str, tuple[Property, frozenset[str]]]]:
    schema = descriptor()
    literals = {kind["name"]: tuple(value["name"] for value in kind["literalValues"]) for kind in schema["enumerations"]}
    own = [_element(kind, literals=literals) for kind in schema["types"] if "superClass" in kind]
    carried: dict[str, tuple[Property, frozenset[str]]] = {}
    for kind in schema["types"]:
        if "extends" in kind:
            bearers = _bearers(kind["extends"])
            carried |= {entry["name"]: (_property(entry, literals=literals), bearers) for entry in kind["properties"]}
    return {element.name: element for element in own}, carried


def _element(kind: dict[str, Any], *, literals: dict[str, tuple[str, ...]]) -> Element:
    entries = kind["properties"]
    plain = [_property(entry, literals=literals) for entry in entries if not entry.get("isMany")]
    return Element(
        name=_tag(kind["name"]),
        allowed_in=frozenset(_tag(place.split(":", 1)[1]) for place in kind["meta"]["allowedIn"]),
        attributes={entry.name: entry for entry in plain if not entry.is_body},
        body=next((entry for entry in plain if entry.is_body), None),
        children=frozenset(_tag(entry["type"]) for entry in entries if entry.get("isMany")),
    )


def _property(entry: dict[str, Any], *, literals: dict[str, tuple[str, ...]]) -> Property:
    meta = entry.get("meta", {})
    return Property(
        name=entry["name"],
        is_body=entry.get("isBody", False),
        required=meta.get("required", False),
        literals=literals.get(entry["type"], ()),
        words=literals.get(meta.get("words", ""), ()),
        boolean=entry["type"] == "Boolean",
        integer=entry["type"] == "Integer",
        text=meta.get("text", ""),
        by_reader=meta.get("byReader", False),
    )


def _bearers(extended: list[str]) -> frozenset[str]:
    if extended == ["bpmn:FlowNode"]:
        return NODES
    return frozenset(_tag(place.split(":", 1)[1]) for place in extended)


def _tag(type_name: str) -> str:
    return type_name[0].lower() + type_name[1:]
