"""Rules for sequence flows, gateways and message flows (BPMN 2.0.2, 7.6, 8.4.13, 10.6, 13.4)."""

from typing import Final

from bpm.reading.rules.rule import Rule, adapted, documentation, refused

RULES: Final[dict[str, Rule]] = {
    "flow-no-end": refused("The flow has no {end}: {ref!r} is not in the file.", "Draw the flow again from node to node, or delete it."),
    "flow-end-kind": refused(
        "The flow's {end} {ref!r} is a {kind}; a sequence flow joins activities, gateways and events only.",
        "Use an association or a message flow instead.",
    ),
    "flow-crosses-scope": refused(
        "The flow leads from {source!r} to {target!r}, across the border of a subprocess or pool.",
        "End it at the subprocess itself, or use a message flow, an event or a link.",
    ),
    "flow-into-start": refused(
        "The flow leads into the start event {target!r}; nothing may.", "Lead it to the node behind the start event."
    ),
    "flow-out-of-end": refused(
        "The flow leaves the end event {source!r}; nothing may.", "Use an intermediate event instead of the end event."
    ),
    "flow-into-boundary": refused(
        "The flow leads into the boundary event {target!r}; nothing may.", "Lead it to the activity the event is attached to."
    ),
    "flow-at-event-subprocess": refused(
        "The flow touches the event subprocess {node!r}, which is started by its event and never by a flow.",
        "Delete the flow, or make it an ordinary subprocess.",
    ),
    "flow-at-compensation": refused(
        "The flow touches {node!r}, which compensates and so stands outside of the flow.",
        "Join it with its boundary event by an association only.",
    ),
    "flow-at-link": refused(
        "The flow {side} the link event {node!r}: a link's throw has no outgoing, its catch no incoming flow.",
        "Delete the flow; the link itself carries the token.",
    ),
    "flow-moved": adapted("The flow stood in another scope than its nodes and was moved to theirs."),
    "flow-no-id": adapted("The flow has no id; it is known as {id!r}."),
    "default-conditional": adapted(
        "It is the default flow of {source!r}, so its condition {text!r} is not asked.",
        "Remove the condition, or make another flow the default.",
    ),
    "condition-ignored": adapted(
        "The condition {text!r} is not asked: behind {kind} every flow is {what}.",
        "Put an exclusive or inclusive gateway there if it matters.",
    ),
    "condition-elsewhere": refused("Its condition lies outside of the file ({text!r}).", "Write the condition into the flow."),
    "condition-empty": adapted("Its condition is empty, so the flow is taken without one."),
    "always-first": adapted(
        "It has {count} outgoing flows without condition; the first, {first!r}, is always taken.",
        "Write conditions on the flows and make one the default.",
    ),
    "never-taken": adapted("The flow is never taken: {first!r} stands before it and has no condition.", "Write conditions on the flows."),
    "default-unknown": adapted("Its default flow {ref!r} is none of its outgoing flows and is left out of account."),
    "implicit-fork": adapted(
        "{count} flows without condition leave it: all are taken, as if behind a parallel gateway.",
        "If only one is meant, put an exclusive gateway behind it.",
    ),
    "complex-gateway": refused(
        "Complex gateways are not executed: what they wait for is left open by the specification.",
        "Use inclusive, exclusive or parallel gateways.",
    ),
    "event-gateway-target": refused(
        "Behind the event-based gateway stands {node!r} ({kind}), which waits for nothing.",
        "Put message, timer, signal or conditional catch events or receive tasks there.",
    ),
    "event-gateway-alone": adapted("No event stands behind the gateway; the token ends here."),
    "gateway-alone": adapted("The gateway has no outgoing flow; tokens end here."),
    "choreography": refused(
        "Choreographies are not executed: they describe who talks with whom, from outside.", "Model the process of one participant."
    ),
    "conversation": refused(
        "Conversations are not executed: they describe who talks with whom, from outside.", "Model the process of one participant."
    ),
    "unknown-node": refused(
        "BPMN knows no element <{tag}>, and the flow depends on it.", "Replace it by one of BPMN's activities, gateways or events."
    ),
    "unknown-element": documentation("BPMN knows no element <{tag}>; nothing depends on it."),
    "duplicate-id": refused(
        "The id {id!r} is given twice; the first stands in line {first}. References to it would be ambiguous.",
        "Give one of them another id.",
    ),
    "in-extension": documentation("It stands inside another tool's extension and is not part of the model."),
    "misplaced": refused("It stands in <{place}>, outside of every process.", "Put it into a process."),
    "id-gave-way": documentation("Its id {id!r} is given twice; here it is known by another, made for it."),
    "message-flow-outside": documentation("It joins {what} that is not executed here; the other side is outside."),
    "message-flow-dangling": documentation("Its {end} {ref!r} is not in the file."),
    "message-flow-unheard": documentation("Nobody waits for a message at its end {target!r}."),
}
