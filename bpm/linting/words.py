"""The words of the lint: what is wrong where, and what to do about it, for each rule. Rules are stable codes; stored reports keep them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    message: str
    hint: str


WORDS: Mapping[str, Words] = {
    "deadlock": Words(
        "'{name}' can wait for ever: it goes on only when something has come over each of its flows, and nothing comes from {missing}.",
        "Join with an exclusive gateway if only one way is taken, or let every way lead here.",
    ),
    "deadlock-after-choice": Words(
        "'{name}' can wait for ever: whether something comes from {missing} depends on the way taken at '{choice}'.",
        "Join alternatives with an exclusive gateway and only parallel branches with a parallel one; or join with an inclusive gateway.",
    ),
    "work-twice": Words(
        "Several branches of {split} meet at '{name}' without being joined, so '{repeated}' can be done more than once.",
        "Join the branches with a parallel (or inclusive) gateway before going on.",
    ),
    "unreachable": Words(
        "Nothing leads to '{name}', so it is never reached.",
        "Connect it with a sequence flow, or remove it.",
    ),
    "unreachable-with-more": Words(
        "Nothing leads to '{name}', so it is never reached, nor is what lies behind it: {behind}.",
        "Connect it with a sequence flow, or remove what is not needed.",
    ),
    "conditions-ignored": Words(
        "'{name}' does not look at conditions, so those on {flows} count for nothing.",
        "Use an exclusive or inclusive gateway if the conditions are meant; else remove them.",
    ),
    "gateway-without-conditions": Words(
        "No flow out of '{name}' has a condition, so '{first}' is always taken.",
        "Give the flows conditions, and mark one of them as default.",
    ),
    "hides-later-flows": Words(
        "The flow '{name}' has no condition, so it is always taken, and never what is tried after it: {hidden}.",
        "Give it a condition, or mark it as the default flow: that is tried last.",
    ),
    "no-way-out": Words(
        "At '{name}' there is no way on when {example}: no condition is true, and there is no default flow.",
        "Mark one outgoing flow as default, or add conditions for the rest.",
    ),
    "overlap": Words(
        "The conditions of '{name}' and '{other}' are both true when {example}; '{other}' is then taken, because it comes first.",
        "Write the conditions so that they exclude each other, or set lz:order on both flows if the order is meant.",
    ),
    "never-true": Words(
        "The condition of '{name}' can never be true: {condition}",
        "Correct the condition, or remove the flow.",
    ),
    "never-taken": Words(
        "The flow '{name}' is never taken: whenever its condition ({condition}) is true, so is that of an earlier flow ({earlier}).",
        "Put it in front of the others with lz:order, or narrow their conditions.",
    ),
    "loop-without-wait": Words(
        "{nodes} form a loop in which nothing is waited for and nothing changes what the way out depends on; it could turn without end.",
        "Put a user task, a timer or another wait into the loop, or let a script task change what the condition asks.",
    ),
    "name-never-set": Words(
        "'{name}' asks for the variable '{variable}', but no dialog, script, mapping, decision or default sets it.",
        "Show it in a dialog, set it in a script task, or give it a default; without a value the process stops here with an incident.",
    ),
    "name-never-set-foreign": Words(
        "'{name}' asks for '{variable}', but no dialog sets it, nor a script, mapping, loop, decision or data object.",
        "Show it in a dialog before this point, or have it set when the process starts; without a value the process stops here.",
    ),
    "field-never-shown": Words(
        "The field '{field}' of the dialog '{dialog}' is never shown: its condition cannot hold ({condition}).",
        "Correct the condition under 'when', or remove the field from the dialog.",
    ),
    "mandatory-field-hidden": Words(
        "The field '{field}' of the dialog '{dialog}' is mandatory and hidden at once.",
        "Keep one of the two: a mandatory field must be shown to whoever answers the dialog.",
    ),
    "mandatory-field-for-nobody": Words(
        "Only {people} may do '{name}', but its dialog '{dialog}' with the mandatory field '{field}' is not for them.",
        "Change whom the dialog is for, or who may do the activity; as it is, nobody can complete it.",
    ),
    "dialog-for-nobody": Words(
        "Only {people} may do '{name}', but its dialog '{dialog}' is not for them.",
        "Change whom the dialog is for, or who may do the activity; as it is, nobody can complete it.",
    ),
    "nobody-may": Words(
        "The rule who may do '{name}' names no {kind}.",
        "Name one, or remove the rule.",
    ),
    "message-not-caught": Words(
        "'{name}' sends the message '{event}', but nothing in the checked files waits for it.",
        "Let an event or receive task wait for it, draw a message flow to whoever gets it, or say with lz:message to whom it goes.",
    ),
    "signal-not-caught": Words(
        "'{name}' throws the signal '{event}', but nothing in the checked files waits for it.",
        "Nothing is to be done if another process waits for it; else add an event that catches it.",
    ),
    "message-without-sender": Words(
        "'{name}' waits for the message '{event}' from the pool '{pool}', but nothing in that pool sends it.",
        "Add a send task or message event to the pool, or start the message flow at the element that sends.",
    ),
    "error-not-caught": Words(
        "Nobody catches the {event} of '{name}', so the whole instance ends there.",
        "Catch it with a boundary event or an event subprocess, or use a terminate end event if this is meant.",
    ),
    "escalation-not-caught": Words(
        "Nobody catches the {event} of '{name}', so nothing happens.",
        "Catch it with a boundary event or an event subprocess around it.",
    ),
    "nothing-to-compensate": Words(
        "'{name}' asks for compensation, but nothing it could undo has a compensation handler.",
        "Attach a compensation boundary event with a handler to the activities that are to be undone.",
    ),
    "cancel-without-boundary": Words(
        "The transaction '{name}' can be cancelled at '{end}', but has no cancel boundary event, so nothing goes on after that.",
        "Attach a cancel boundary event to the transaction and lead it on.",
    ),
    "timer-too-fast": Words(
        "The timer of '{name}' repeats in less than a minute ({timer}).",
        "Use a cycle of one minute or more: a model with a faster one cannot be activated.",
    ),
    "ticket-ends-open": Words(
        "The process '{process}' can end at '{name}' while its ticket is still open.",
        "Set a closed state with ticket-state-set on the way there, if nobody is to work on the ticket any more.",
    ),
    "no-name": Words(
        "The {kind} {name} has no name.",
        "Give it a name that says what happens here; people see it in lists, histories and reports.",
    ),
    "no-question": Words(
        "The {kind} {name} has several ways out, but neither it nor all of these have a name.",
        "Name the gateway with the question that is asked, and the flows with the answers.",
    ),
    "no-layout": Words(
        "The process '{name}' has no layout, so there is no diagram of it.",
        "Open it in a modeller and arrange it, or have it arranged automatically.",
    ),
    "no-place-in-diagram": Words(
        "The diagram does not show {nodes}.",
        "Open the model in a modeller and place what is missing.",
    ),
}
