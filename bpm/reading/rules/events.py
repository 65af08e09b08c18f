"""Rules for events (BPMN 2.0.2, 10.5, 13.5)."""

from typing import Final

from bpm.reading.rules.rule import Rule, adapted, refused, runs

RULES: Final[dict[str, Rule]] = {
    "start-kind": refused(
        "A process cannot start at {kind} event.", "Let it start at a none, message, timer, signal or conditional start event."
    ),
    "start-only-in-event-subprocess": refused(
        "{kind} start event is possible in an event subprocess only.", "Move it into an event subprocess, or use a boundary event."
    ),
    "start-in-subprocess": refused(
        "The subprocess {scope!r} has {kind} start event; an embedded subprocess starts when a token arrives, and at nothing else.",
        "Use a none start event, or make it an event subprocess.",
    ),
    "event-subprocess-start": refused(
        "An event subprocess needs exactly one start event with a trigger; this one has {count}.",
        "Give it one start event: message, timer, signal, conditional, error, escalation or compensation.",
    ),
    "event-subprocess-none-start": refused(
        "The start event of an event subprocess needs a trigger; this one has none.",
        "Make it a message, timer, signal, conditional, error, escalation or compensation start event.",
    ),
    "catch-kind": refused("An intermediate event cannot catch {kind} event.", "Use a boundary event or an event subprocess."),
    "throw-kind": refused(
        "An intermediate event cannot throw {kind} event.", "Use a none, message, signal, escalation, compensation or link event."
    ),
    "end-kind": refused(
        "An end event cannot be {kind} event.",
        "Use a none, message, signal, error, escalation, terminate, cancel or compensation end event.",
    ),
    "boundary-kind": refused(
        "A boundary event cannot be {kind} event.",
        "Use a message, timer, signal, error, escalation, conditional, cancel or compensation event.",
    ),
    "cancel-outside": refused("A cancel event belongs {where}.", "Make the subprocess a transaction, or use an error event."),
    "boundary-unattached": refused("The boundary event is attached to nothing: {ref!r} is not in the file.", "Attach it to an activity."),
    "boundary-attached-kind": refused(
        "The boundary event is attached to {ref!r}, which is no activity of the same scope.", "Attach it to an activity."
    ),
    "boundary-on-event-subprocess": refused(
        "The boundary event is attached to the event subprocess {ref!r}, which has no border.",
        "Put the event inside, as an event subprocess of its own.",
    ),
    "always-interrupts": adapted("{kind} event always interrupts; that it should not is left out of account."),
    "multiple-event": refused(
        "The event has {count} triggers ({kinds}), which cannot be awaited together.",
        "Draw one event for each trigger.",
    ),
    "definition-unknown": refused(
        "It points to the event definition {ref!r}, which is not in the file.", "Choose the trigger of the event again."
    ),
    "none-catch": adapted(
        "The event waits for nothing; the token passes.", "Choose what it waits for: message, timer, signal or condition."
    ),
    "message-unnamed": adapted("No message is named; it is known as {name!r}.", "Name the message."),
    "name-literal": adapted("The name {name!r} is taken as it is written; names are not computed.", "Write the name itself."),
    "signal-unnamed": adapted("No signal is named; it is known as {name!r}.", "Name the signal."),
    "reference-unknown": adapted("{what} {ref!r} is not in the file; it goes by that name."),
    "error-reference-unknown": adapted("{what} {ref!r} is not in the file; {instead}."),
    "timer-missing": adapted("The timer has no time, so it is never due by itself.", "Write a date, a duration or a cycle."),
    "timer-invalid": refused(
        "The timer {text!r} is not understood: {problem}", "Write an ISO 8601 date, duration or cycle, or cron and five fields."
    ),
    "timer-translated": adapted("The timer {text!r} is read as {ours!r}."),
    "timer-many": adapted("The timer has several times; {used} is used."),
    "condition-missing": adapted("The conditional event has no condition, so it never happens.", "Write a condition."),
    "link-unnamed": adapted("The link has no name of its own; it goes by the event's: {name!r}."),
    "link-nameless": refused("The link has no name, so nothing says where it leads.", "Give throw and catch the same name."),
    "link-no-catch": refused("No link event in this scope catches {name!r}.", "Draw the catching link event, or correct the name."),
    "link-two-catches": refused("Two link events of this scope catch {name!r}.", "Give each catching link a name of its own."),
    "link-no-throw": adapted("No link event in this scope throws {name!r}, so the event is never reached."),
    "link-event-subprocess": refused("{kind} event cannot be a link.", "Use links between intermediate events only."),
    "implicit-throw": adapted("It throws like an intermediate event does."),
    "compensation-no-handler": adapted(
        "No handler is joined to it, so it compensates nothing.", "Draw an association to the activity that compensates."
    ),
    "compensation-twice": refused(
        "{ref!r} has a second compensation event.", "One activity is compensated by one handler; make it a subprocess."
    ),
    "compensation-joined": runs("Joins a compensation event with the activity that compensates."),
    "compensation-unknown": adapted("It should compensate {ref!r}, which is no activity of the file; it compensates all of its scope."),
    "handler-marked": adapted("It is joined to a compensation event, so it compensates, though not marked as doing so."),
    "handler-alone": adapted("It is marked as compensating, but no compensation event leads to it: it never runs."),
    "handler-in-flow": adapted("It is marked as compensating, but stands in the flow: it is executed like any other activity."),
    "instance-start": adapted("It begins an instance like a start event does."),
}
