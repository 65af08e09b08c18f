"""What each kind of node needs beyond its place in the diagram."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpm.dialect import L
from bpm.expressions import compile_assignments
from bpm.model import Action, DueTimes
from bpm.parsing import declarations, events
from bpm.parsing.loops import loop
from bpm.parsing.mappings import assigned
from bpm.parsing.xml import compiled, expression_of, is_true, our_attributes, ours, parameter, tag_of, text_of, timer_in
from bpm.specs.acting import Acting
from bpm.specs.activity import Activity
from bpm.specs.ad_hoc import AdHocSubprocess
from bpm.specs.boundary_event import BoundaryEvent
from bpm.specs.event_based_gateway import EventBasedGateway
from bpm.specs.start_event import StartEvent
from bpm.specs.subprocess import CallActivity
from bpm.specs.tasks import BusinessRuleTask, ScriptTask
from bpm.texts import in_html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpm.specs.flow_node import FlowNode

EVENT_TAGS = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "sendTask", "receiveTask"}
)


def describe(spec: FlowNode, element: Any, roots: Mapping[str, Any]) -> None:
    """Give a new spec what the model says about it."""
    spec.type = tag_of(element)
    spec.attributes = our_attributes(element)
    if spec.type in EVENT_TAGS:
        spec.definitions = events.definitions(element, roots)
        spec.needs_all = is_true(element.get("parallelMultiple"))
    if isinstance(spec, Activity):
        describe_activity(spec, element)
    if isinstance(spec, Acting):
        spec.actions = tuple(action(each) for each in ours(element, "action"))
    for kind, describe_kind in KINDS:
        if isinstance(spec, kind):
            describe_kind(spec, element)


def describe_activity(spec: Activity, element: Any) -> None:
    """Loop, dialogs, rights, dates."""
    spec.loop = loop(element)
    spec.offers = declarations.offers(element)
    spec.may = declarations.may(element)
    spec.advances = spec.attributes.get("advances") == "on-change"
    due, follow_up = (timer_in(spec.attributes.get(name), element) for name in ("due", "followUp"))
    spec.due = DueTimes(due, follow_up) if due or follow_up else None


def action(element: Any) -> Action:
    """`lz:action` with its `lz:param` children; values inside a body in HTML are escaped."""
    params: dict[str, Any] = {each.get("name"): parameter("".join(each.itertext()).strip(), each) for each in element.findall(f"{L}param")}
    if "body" in params and "html" in getattr(params.get("content_type"), "text", "").lower():
        params["body"] = in_html(params["body"])
    return Action(
        name=element.get("name"), params=params, on_error=element.get("onError") or "incident", waits=is_true(element.get("wait"))
    )


def describe_start(spec: StartEvent, element: Any) -> None:
    """Start dialogs, and for whom; whether it interrupts the scope of an event subprocess."""
    spec.is_interrupting = is_true(element.get("isInterrupting"), default=True)
    spec.offers = declarations.offers(element)
    spec.may = declarations.may(element)


def describe_boundary(spec: BoundaryEvent, element: Any) -> None:
    """Whether it cancels its activity."""
    spec.is_interrupting = is_true(element.get("cancelActivity"), default=True) or spec.definition.kind in ("error", "cancel")


def describe_script(spec: ScriptTask, element: Any) -> None:
    """Its assignments."""
    script = text_of(element, "script")
    spec.assignments = compiled(compile_assignments, script, element) if script else ()


def describe_call(spec: CallActivity, element: Any) -> None:
    """What goes in and comes out."""
    spec.passed_in = tuple(each for each in assigned(element, "in") if each.name != "*")
    spec.passed_out = tuple(each for each in assigned(element, "out") if each.name != "*")
    spec.passes_all_in = any(each.get("name") == "*" for each in ours(element, "in"))
    spec.passes_all_out = any(each.get("name") == "*" for each in ours(element, "out"))


def describe_ad_hoc(spec: AdHocSubprocess, element: Any) -> None:
    """Order and completion."""
    spec.is_sequential = (element.get("ordering") or "").strip().lower() == "sequential"
    spec.completion = expression_of(element, "completionCondition")
    spec.cancels_remaining = is_true(element.get("cancelRemainingInstances"), default=True)


def describe_gateway(spec: EventBasedGateway, element: Any) -> None:
    """Whether the first event decides, or all are awaited."""
    spec.is_parallel = element.get("eventGatewayType") == "Parallel"


def describe_rule(spec: BusinessRuleTask, element: Any) -> None:
    """Where the result of its decision goes; the decision itself is bound when the model is complete."""
    for each in ours(element, "decision"):
        spec.into = each.get("into") or ""


KINDS: tuple[tuple[type, Any], ...] = (
    (StartEvent, describe_start),
    (BoundaryEvent, describe_boundary),
    (ScriptTask, describe_script),
    (CallActivity, describe_call),
    (AdHocSubprocess, describe_ad_hoc),
    (EventBasedGateway, describe_gateway),
    (BusinessRuleTask, describe_rule),
)
