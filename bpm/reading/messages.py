"""Messages, signals, errors and escalations: every event that needs a name has one (BPMN 2.0.2, 8.4.11, 10.5)."""

from typing import Final

from lxml import etree

from bpm.dialect import B
from bpm.reading.model import Model
from bpm.reading.parsing import Element
from bpm.reading.tree import child, children, identifier, shown, tag, text_of

_CODES: Final = (("error", "errorEventDefinition", "errorRef"), ("escalation", "escalationEventDefinition", "escalationRef"))


def read_messages(model: Model) -> None:
    for root in children(model.root, "message", "signal"):
        if not (root.get("name") or "").strip():
            root.set("name", identifier(root))
        elif root.get("name", "").strip().startswith(("${", "#{", "=")):
            model.note(root, "name-literal", name=shown(root.get("name", "")))
    carried = _carried(model)
    for node in list(model.nodes()):
        if tag(node) in {"sendTask", "receiveTask"}:
            _name(node, holder=node, meant=carried.get(identifier(node)), model=model)
        for definition in children(node, "messageEventDefinition", "signalEventDefinition"):
            _name(node, holder=definition, meant=carried.get(identifier(node)), model=model)
        for kind, definition_tag, attribute in _CODES:
            for definition in children(node, definition_tag):
                _read_code(definition, attribute, kind=kind, model=model)


def _carried(model: Model) -> dict[str, Element]:
    """The message that a message flow says it carries, by the ids of both of its ends."""
    found: dict[str, Element] = {}
    for flow in model.all("messageFlow"):
        message = model.named(flow.get("messageRef"), "message")
        if message is not None:
            found.setdefault(flow.get("sourceRef", ""), message)
            found.setdefault(flow.get("targetRef", ""), message)
    return found


def _name(node: Element, *, holder: Element, meant: Element | None, model: Model) -> None:
    """See that a message or signal is named: by its reference, its operation, its message flow, else by the node."""
    kind = "signal" if tag(holder) == "signalEventDefinition" else "message"
    ref = holder.get(f"{kind}Ref")
    if model.named(ref, kind) is not None:
        return
    named = _first(_from_operation(holder, model=model), meant) if kind == "message" else None
    holder.set(f"{kind}Ref", identifier(named) if named is not None else _invented(node, ref=ref, kind=kind, model=model))


def _first(*elements: Element | None) -> Element | None:
    return next((element for element in elements if element is not None), None)


def _invented(node: Element, *, ref: str | None, kind: str, model: Model) -> str:
    name = ref or (node.get("name") or "").strip() or identifier(node)
    if ref:
        model.note(node, "reference-unknown", what=f"The {kind}", ref=shown(ref))
    else:
        model.note(node, f"{kind}-unnamed", name=shown(name))
    return _added(kind, f"{kind}_{identifier(node)}", name=" ".join(name.split()), model=model)


def _added(kind: str, key: str, *, name: str, model: Model) -> str:
    """A root element of this kind, before the first process, so that whoever reads in order knows it in time."""
    while key in model.by_id:
        key += "_"
    added = etree.Element(f"{B}{kind}", {"id": key, "name": name})
    first = next((at for at, element in enumerate(model.root) if tag(element) in {"process", "collaboration"}), len(model.root))
    model.root.insert(first, added)
    model.by_id[key] = added
    return key


def _from_operation(holder: Element, *, model: Model) -> Element | None:
    operation = model.named(holder.get("operationRef") or text_of(child(holder, "operationRef")), "operation")
    return None if operation is None else model.named(text_of(child(operation, "inMessageRef")), "message")


def _read_code(definition: Element, attribute: str, *, kind: str, model: Model) -> None:
    ref = definition.get(attribute)
    if ref is None or model.named(ref, kind) is not None:
        return
    # The reference is all there is to tell one code from another; as a code it means the same to throw and catch.
    model.note(definition, "reference-unknown", what=f"The {kind}", ref=shown(ref))
    key = next((k for k in (ref, f"{kind}_{ref}") if k not in model.by_id), None)
    if key is None:
        definition.set(attribute, f"{kind}_{ref}")
        return
    added = etree.Element(f"{B}{kind}", {"id": key, "name": ref, f"{kind}Code": ref})
    model.root.insert(0, added)
    model.by_id[key] = added
    definition.set(attribute, key)
