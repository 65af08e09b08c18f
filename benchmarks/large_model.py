"""A realistic model of any size, diagram included: stations of fill in -> decide by conditions -> act -> confirm.

Each station has a dialog, fields, a variable, a timer, conditions over two names, actions and a script.
"""

from __future__ import annotations

from benchmarks.models import chain, document, extensions, flow, node

NODES_PER_STATION = 8
FLOWS_PER_STATION = 9
SHAPE = '<bpmndi:BPMNShape id="{id}_shape" bpmnElement="{id}"><dc:Bounds x="{x}" y="{y}" width="110" height="80"/></bpmndi:BPMNShape>'
EDGE = (
    '<bpmndi:BPMNEdge id="{id}_edge" bpmnElement="{id}"><di:waypoint x="{x}" y="{y}"/><di:waypoint x="{to_x}" y="{y}"/></bpmndi:BPMNEdge>'
)


def large_model(elements: int, *, salt: int = 0) -> bytes:
    """A model with at least that many flow nodes and flows.

    Another salt gives it other names, so that no text of it has been read before.
    """
    stations = -(-elements // (NODES_PER_STATION + FLOWS_PER_STATION))
    inside = [
        node("startEvent", "begin"),
        *(station(number) for number in range(stations)),
        node("endEvent", "finish"),
        chain("begin", "fill_in_0"),
    ]
    inside.append(chain(f"confirm_{stations - 1}", "finish"))
    declared = extensions(*(declaration(number) for number in range(stations)))
    text = document("large", declared, *inside, diagram=diagram(stations)).decode()
    for name in ("amount_", "kind_", "reason_", "day_"):
        text = text.replace(name, f"{name}{salt}_")
    return text.encode()


def declaration(number: int) -> str:
    """The fields, the variable and the dialogs of a station."""
    return (
        f'<lz:field name="kind_{number}" type="dropdown" label="Kind"><lz:value key="small">Small</lz:value>'
        '<lz:value key="large">Large</lz:value></lz:field>'
        f'<lz:field name="reason_{number}" type="textarea" label="Reason"/><lz:field name="day_{number}" type="date" label="Day"/>'
        f'<lz:variable name="amount_{number}" type="integer" default="0"/>'
        f'<lz:dialog id="form_{number}" label="Fill in" for="agent customer" submit="Send">'
        f'<lz:show field="kind_{number}" as="mandatory"/><lz:show variable="amount_{number}" as="mandatory" label="Amount"/>'
        f'<lz:show field="reason_{number}" as="optional" when="kind_{number} == \'large\'"/>'
        f'<lz:show field="day_{number}" as="mandatory" check="day_{number} &gt;= today()" message="The day is over."/></lz:dialog>'
    )


def station(number: int) -> str:
    """Eight nodes: a task with a reminder, a decision with three ways, two of which act, and a confirmation."""
    fill_in, which, confirm = f"fill_in_{number}", f"which_{number}", f"confirm_{number}"
    offers = extensions(f'<lz:offers dialog="form_{number}"/>', '<lz:may group="managers"/>')
    timer = "<timerEventDefinition><timeDuration>PT16H working</timeDuration></timerEventDefinition>"
    remind = action("notify", groups="managers", subject=f"Station {number} waits: {{{{ title }}}}", body=f"{{{{ reason_{number} }}}}")
    parts = [
        node("userTask", fill_in, offers, name=f"Fill in {number}"),
        node("boundaryEvent", f"late_{number}", timer, attachedToRef=fill_in, cancelActivity="false", name="Two days later"),
        node("serviceTask", f"remind_{number}", remind, name="Remind"),
        node("endEvent", f"reminded_{number}", name="Reminded"),
        node("exclusiveGateway", which, name="Which way?", default=f"{which}_{confirm}"),
        node("serviceTask", f"open_{number}", action("ticket-state-set", state="open"), name="Open"),
        node("scriptTask", f"reckon_{number}", f"<script>amount_{number} = amount_{number} * 2 + 1</script>", name="Reckon"),
        node("userTask", confirm, offers, name=f"Confirm {number}"),
        chain(fill_in, which, confirm),
        chain(f"late_{number}", f"remind_{number}", f"reminded_{number}"),
        flow(which, f"open_{number}", f"amount_{number} &gt; 1000 and kind_{number} == 'large'"),
        flow(which, f"reckon_{number}", f"amount_{number} &gt; 100 or ticket.queue in ['Raw', 'Junk']"),
        chain(f"open_{number}", confirm),
        chain(f"reckon_{number}", confirm),
        flow(f"confirm_{number - 1}", fill_in) if number else "",
    ]
    return "".join(parts)


def action(name: str, **params: str) -> str:
    """A transition action."""
    given = "".join(f'<lz:param name="{key}">{value}</lz:param>' for key, value in params.items())
    return extensions(f'<lz:action name="{name}">{given}</lz:action>')


def diagram(stations: int) -> str:
    """A shape for every node and an edge for every flow."""
    names = ("fill_in", "late", "remind", "reminded", "which", "open", "reckon", "confirm")
    drawn = [SHAPE.format(id=each, x=0, y=0) for each in ("begin", "finish")]
    for number in range(stations):
        drawn += [SHAPE.format(id=f"{name}_{number}", x=200 * at, y=150 * number) for at, name in enumerate(names)]
        drawn += [EDGE.format(id=each, x=0, to_x=200, y=150 * number) for each in flows_of(number, is_last=number == stations - 1)]
    plane = f'<bpmndi:BPMNPlane id="plane" bpmnElement="large">{"".join(drawn)}</bpmndi:BPMNPlane>'
    return f'<bpmndi:BPMNDiagram id="drawing">{plane}</bpmndi:BPMNDiagram>'


def flows_of(number: int, *, is_last: bool) -> list[str]:
    """The ids of the flows of a station, and of the one behind it."""
    ways = [("fill_in", "which"), ("which", "confirm"), ("late", "remind"), ("remind", "reminded"), ("which", "open"), ("which", "reckon")]
    ways += [("open", "confirm"), ("reckon", "confirm")]
    onward = f"confirm_{number}_finish" if is_last else f"confirm_{number}_fill_in_{number + 1}"
    return [*(f"{source}_{number}_{target}_{number}" for source, target in ways), onward]
