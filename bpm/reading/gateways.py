"""Verdicts for gateways and for the flows that leave a node (BPMN 2.0.2, 10.6, 13.3.1, 13.4)."""

from typing import Final

from bpm.dialect import GATEWAYS
from bpm.reading.events import kind_of
from bpm.reading.model import Model, label
from bpm.reading.parsing import Element
from bpm.reading.tree import child, identifier, shown, tag, text_of

_WAITS: Final = frozenset({"message", "timer", "signal", "conditional"})
_UNASKED: Final = {"parallelGateway": ("a parallel gateway", "taken"), "eventBasedGateway": ("an event-based gateway", "open")}


def read_leaving(model: Model) -> None:
    """Defaults, forks and conditions on what leaves each node."""
    for node in model.nodes():
        _read_default(node, model=model)
        _drop_unasked_conditions(node, model=model)
        if tag(node) in GATEWAYS:
            _read_gateway(node, model=model)
        else:
            _read_fork(node, model=model)


def condition_of(flow: Element) -> Element | None:
    return child(flow, "conditionExpression")


def _read_default(node: Element, *, model: Model) -> None:
    ref = node.get("default")
    if ref is None:
        return
    flow = next((flow for flow in model.outgoing[node] if identifier(flow) == ref), None)
    if flow is None or tag(node) in _UNASKED:
        if flow is None:
            model.note(node, "default-unknown", ref=shown(ref))
        del node.attrib["default"]
        return
    condition = condition_of(flow)
    if condition is not None:
        if text_of(condition):
            model.note(flow, "default-conditional", source=label(node), text=shown(text_of(condition)))
        flow.remove(condition)


def _drop_unasked_conditions(node: Element, *, model: Model) -> None:
    """Empty conditions ask nothing; behind some gateways none is asked."""
    for flow in model.outgoing[node]:
        condition = condition_of(flow)
        if condition is None:
            continue
        text = text_of(condition)
        outside = next((value for name, value in condition.attrib.items() if name.endswith("}resource")), "")
        if outside and not text:
            model.note(flow, "condition-elsewhere", text=shown(outside))
        elif not text:
            model.note(flow, "condition-empty")
        if tag(node) in _UNASKED and text:
            kind, what = _UNASKED[tag(node)]
            model.note(flow, "condition-ignored", text=shown(text), kind=kind, what=what)
        if tag(node) in _UNASKED or not text:
            flow.remove(condition)


def _read_gateway(gateway: Element, *, model: Model) -> None:
    kind, flows = tag(gateway), model.outgoing[gateway]
    if kind == "complexGateway":
        model.note(gateway, "complex-gateway")
    elif not flows:
        model.note(gateway, "event-gateway-alone" if kind == "eventBasedGateway" else "gateway-alone")
    elif kind == "eventBasedGateway":
        _read_awaited(gateway, model=model)
    elif kind == "exclusiveGateway" and len(flows) > 1:
        _read_choice(gateway, model=model)


def _read_awaited(gateway: Element, *, model: Model) -> None:
    for flow in model.outgoing[gateway]:
        target = model.ends[flow][1]
        waits = tag(target) == "receiveTask" or (tag(target) == "intermediateCatchEvent" and kind_of(target) in _WAITS)
        if not waits and not model.sheet.is_refused(target):
            model.note(gateway, "event-gateway-target", node=label(target), kind=tag(target))


def _read_choice(gateway: Element, *, model: Model) -> None:
    """A flow without condition is always taken, so none behind it ever is (semantics 3)."""
    flows = [flow for flow in model.outgoing[gateway] if identifier(flow) != gateway.get("default")]
    free = [flow for flow in flows if condition_of(flow) is None]
    if not free or (free == flows[-1:] and gateway.get("default") is None):
        return
    if len(free) > 1:
        model.note(gateway, "always-first", count=str(len(free)), first=identifier(free[0]))
    behind = flows[flows.index(free[0]) + 1 :]
    for flow in behind:
        model.note(flow, "never-taken", first=identifier(free[0]))


def _read_fork(node: Element, *, model: Model) -> None:
    free = [flow for flow in model.outgoing[node] if condition_of(flow) is None and identifier(flow) != node.get("default")]
    if len(free) > 1:
        model.note(node, "implicit-fork", count=str(len(free)))
