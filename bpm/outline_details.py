"""What the outline says about a node besides its name: who, with what, when, and which ways lead on."""

from collections.abc import Iterator, Mapping

from bpm.graph.building import text_in
from bpm.graph.parts import Event, Flow, Model, Node, Scope, extensions, reference
from bpm.graph.words import BPMN, LZ, Element

LONGEST = 200
EVENT_WORDS = {
    "message": "Message",
    "signal": "Signal",
    "error": "Error",
    "escalation": "Escalation",
    "link": "Link",
    "compensation": "Compensates",
}
PLAIN_ATTRIBUTES = (
    ("due", "Due"),
    ("followUp", "Follow-up"),
    ("advances", "Advances"),
    ("milestone", "Milestone"),
    ("publicName", "Public name"),
)


def process_details(model: Model, process: Scope, *, pool: str = "") -> Iterator[str]:
    for ticket in extensions(process.element, "ticket"):
        said = [
            f"{key} {ticket.get(key)}" for key in ("title", "queue", "type", "service", "priority", "state", "verbs") if ticket.get(key)
        ]
        yield f"Ticket: {', '.join(said)}" if said else "Ticket: as configured"
    for tag, word in (("field", "Fields"), ("variable", "Variables")):
        declared = [f"{each.get('name') or ''} ({each.get('type') or 'text'})" for each in extensions(process.element, tag)]
        if declared:
            yield f"{word}: {', '.join(declared)}"
    yield from _documentation(process.element)
    yield from message_partners(model, {pool, process.id} - {""})


def node_details(model: Model, node: Node, *, numbers: Mapping[str, str]) -> Iterator[str]:
    yield from _documentation(node.element)
    lanes = [lane.name for lane in node.scope.lanes.get(node.id, []) if lane.name]
    if lanes:
        yield f"Lane: {' / '.join(lanes)}"
    yield from _people(node)
    yield from _dialogs(node)
    yield from _plain(node)
    yield from _repeats(node)
    yield from (said for event in node.events for said in _event(model, event))
    yield from _message_of_task(model, node)
    yield from _work(node)
    yield from message_partners(model, {node.id})
    yield from _ways_on(node, numbers)


def _documentation(element: Element) -> Iterator[str]:
    text = _short(text_in(element, "documentation"))
    if text:
        yield f"Documentation: {text}"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}…"


def _people(node: Node) -> Iterator[str]:
    rules = node.extensions("may")
    for lane in [] if rules else reversed(node.scope.lanes.get(node.id, [])):
        rules = rules or extensions(lane.element, "may")
    said = [f"{kind} {rule.get(kind)}" for rule in rules for kind in ("group", "role", "agent", "customer") if rule.get(kind)]
    if said and node.kind in {"userTask", "manualTask", "startEvent"}:
        yield f"Who may: {' or '.join(said)}"


def _dialogs(node: Node) -> Iterator[str]:
    offers = node.extensions("offers")
    dialogs = {dialog.get("id"): dialog for dialog in extensions(node.scope.process.element, "dialog")} if offers else {}
    for offer in offers:
        dialog = dialogs.get(offer.get("dialog"))
        label = offer.get("dialog") or "" if dialog is None else (dialog.get("label") or dialog.get("id") or "")
        stays = ", keeps the activity open" if offer.get("completes") == "false" else ""
        fields = "" if dialog is None else ", ".join(_shown(show) for show in dialog.iterchildren(f"{LZ}show"))
        yield f"Dialog: {label}{stays}" + (f" ({fields})" if fields else "")


def _shown(show: Element) -> str:
    when = f" when {show.get('when')}" if show.get("when") else ""
    return f"{show.get('field') or show.get('variable') or ''} {show.get('as') or 'optional'}{when}"


def _plain(node: Node) -> Iterator[str]:
    for attribute, word in PLAIN_ATTRIBUTES:
        value = node.element.get(f"{LZ}{attribute}")
        if value:
            yield f"{word}: {value}"


def _repeats(node: Node) -> Iterator[str]:
    for characteristics in node.element.iterchildren(f"{BPMN}multiInstanceLoopCharacteristics"):
        way = "one after the other" if characteristics.get("isSequential") == "true" else "all at once"
        collection = next((loop.get("collection") for loop in node.extensions("loop")), None)
        number = text_in(characteristics, "loopCardinality")
        times = f" for each of {collection.removeprefix('=').strip()}" if collection else f" {number} times" if number else ""
        until = text_in(characteristics, "completionCondition")
        yield f"Repeats:{times}{',' if times else ''} {way}" + (f", until {until}" if until else "")
    for characteristics in node.element.iterchildren(f"{BPMN}standardLoopCharacteristics"):
        condition, most = text_in(characteristics, "loopCondition"), characteristics.get("loopMaximum")
        when = "asked before each round" if characteristics.get("testBefore") == "true" else "asked after each round"
        said = [f"while {condition} ({when})"] if condition else []
        yield "Repeats: " + (", ".join([*said, *([f"at most {most} times"] if most else [])]) or "once")


def _event(model: Model, event: Event) -> Iterator[str]:
    if event.kind == "timer":
        texts = (text_in(event.element, tag) for tag in ("timeDate", "timeDuration", "timeCycle"))
        yield f"Timer: {next((text for text in texts if text), 'never due')}"
    elif event.kind == "conditional":
        yield f"Condition: {text_in(event.element, 'condition')}"
    elif event.kind in EVENT_WORDS and event.ref:
        yield f"{EVENT_WORDS[event.kind]}: {_name_of(model, event.ref)}"


def _name_of(model: Model, ref: str) -> str:
    root = model.roots.get(ref)
    return ref if root is None else (root.get("name") or ref)


def _message_of_task(model: Model, node: Node) -> Iterator[str]:
    ref = reference(node.element.get("messageRef")) if node.kind in {"sendTask", "receiveTask"} else ""
    if ref:
        yield f"Message: {_name_of(model, ref)}"


def _work(node: Node) -> Iterator[str]:
    for action in node.extensions("action"):
        params = ", ".join(f"{param.get('name') or ''}: {_short(param.text or '')}" for param in action.iterchildren(f"{LZ}param"))
        yield f"Action: {action.get('name') or ''}" + (f" ({params})" if params else "")
    script = [line.strip() for line in text_in(node.element, "script").splitlines() if line.strip()] if node.kind == "scriptTask" else []
    yield from (f"Sets: {_short(line)}" for line in script)
    for decision in node.extensions("decision"):
        yield f"Decision: {decision.get('ref') or ''}" + (f" into {decision.get('into')}" if decision.get("into") else "")
    if node.kind == "callActivity" and node.element.get("calledElement"):
        yield f"Calls: {reference(node.element.get('calledElement'))}"
    for tag in ("in", "out"):
        yield from (f"{tag.capitalize()}: {each.get('name') or ''} = {each.get('value') or ''}" for each in node.extensions(tag))


def message_partners(model: Model, ids: set[str]) -> Iterator[str]:
    for flow in model.message_flows:
        named = f" ({flow.name})" if flow.name else ""
        if flow.source in ids:
            yield f"Sends to: {_partner(model, flow.target)}{named}"
        if flow.target in ids:
            yield f"Gets from: {_partner(model, flow.source)}{named}"


def _partner(model: Model, partner: str) -> str:
    node = model.node_by_id.get(partner)
    pool = next((pool for pool in model.pools if pool.id == partner), None)
    return node.label if node is not None else (pool.name or pool.id) if pool is not None else partner


def _ways_on(node: Node, numbers: Mapping[str, str]) -> Iterator[str]:
    ways = [(_when(flow), _target(flow.target, numbers)) for flow in _as_tried(node)]
    ways += [
        ("goes on at", _target(catch, numbers))
        for event in node.events
        if node.kind == "intermediateThrowEvent"
        for catch in _catches(node, event)
    ]
    if node.handler is not None:
        ways.append(("undone by", _target(node.handler, numbers)))
    yield from (f"{when} → {target}".strip() for when, target in ways)


def _as_tried(node: Node) -> list[Flow]:
    """The default flow last: that is when it is tried."""
    return sorted(node.outgoing, key=lambda flow: flow.is_default)


def _when(flow: Flow) -> str:
    if flow.is_default:
        return f"otherwise ({flow.name})" if flow.name else "otherwise"
    condition = f"if {' '.join(flow.condition.split())}" if flow.condition and flow.source.kind != "parallelGateway" else ""
    return f"{condition} ({flow.name})".strip() if flow.name else condition


def _catches(node: Node, event: Event) -> list[Node]:
    return node.scope.link_catches.get(event.ref, []) if event.kind == "link" else []


def _target(node: Node, numbers: Mapping[str, str]) -> str:
    return f"{numbers.get(node.id, '')} {node.label}".strip()
