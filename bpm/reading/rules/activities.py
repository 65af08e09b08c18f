"""Rules for processes, activities, loops and the texts that are executed (BPMN 2.0.2, 10.3, 13.3)."""

from typing import Final

from bpm.reading.rules.rule import Rule, adapted, documentation, refused, runs

RULES: Final[dict[str, Rule]] = {
    "runs": runs("Runs as drawn."),
    "not-executable": adapted("The process is not marked as executable; it is executed nevertheless."),
    "no-start": adapted("It has no start event; it begins at every node no flow leads to: {nodes}.", "Draw a start event."),
    "no-beginning": refused(
        "It has no start event, and a flow leads to each of its nodes, so it could never begin.", "Draw a start event."
    ),
    "no-end": adapted("It has no end event; it ends when nothing is left to do."),
    "many-starts": adapted("It has {count} start events without trigger; it begins at all of them."),
    "empty-subprocess": adapted("Nothing is drawn inside; the token passes."),
    "empty-process": documentation("The process has no flow nodes; nothing is executed."),
    "called-only": adapted("It is in no pool and not the main process ({main!r}); it runs when it is called."),
    "no-id": adapted("It has no id; it is known as {id!r}."),
    "plain-task": adapted("A task without kind; the token passes.", "Make it a user task if a person works on it, or a service task."),
    "no-action": adapted("No action is bound; the token passes.", "Bind an action."),
    "foreign-action": adapted("No action is bound; the token passes. The file says {what}: {text!r}.", "Bind an action."),
    "no-decision": adapted("No decision is bound; the token passes.", "Name a decision of a DMN file."),
    "decision-missing": refused("The decision {ref!r} is in none of the files.", "Give the DMN file that holds it along."),
    "decision-expression": refused("Which decision is asked is computed by {text!r}; it must be known beforehand.", "Write its id."),
    "no-script": adapted("It has no script; the token passes."),
    "script-elsewhere": adapted(
        "The script lies outside of the file ({text!r}); the token passes.", "Write the assignments into the task."
    ),
    "script-dropped": adapted("The script {text!r} does nothing that matters here; the token passes."),
    "script-translated": adapted("The script {text!r} is read as {ours!r}."),
    "script": refused(
        "The script does more than assign values (line {at}): {problem}",
        "Write one assignment a line, such as: total = price * count. For anything else bind an action to a service task.",
    ),
    "no-target": adapted("It names no process; the token passes.", "Name the process that is called."),
    "call-missing": refused("It calls the process {ref!r}, which is in none of the files.", "Give the file that holds it along."),
    "call-expression": refused(
        "What is called is computed by {text!r}; it must be known when the model is deployed.", "Write the id of the process."
    ),
    "call-case": refused("It calls the case {ref!r}; cases (CMMN) are not executed.", "Call a process instead."),
    "call-kind": refused("It calls {ref!r}, which is a {kind}.", "Call a process or a global task."),
    "call-start": refused(
        "The process {ref!r} cannot be called: it has start events, but none without a trigger.", "Give it a none start event."
    ),
    "call-endless": refused(
        "It calls {ref!r}, which calls back without anything to wait for or to decide: it would never end.",
        "Put a condition or an activity for a person into the circle.",
    ),
    "call-global": adapted("It calls the global {kind} {ref!r} and is executed like one."),
    "calls-mapped": adapted("What is passed to and from the called process is read from the file's own extensions."),
    "mapping-all": adapted("All variables should be passed; only those named are ({what}).", "Name each variable with lz:in and lz:out."),
    "mapping-dropped": adapted("The mapping {text!r} cannot be carried and is left out: {problem}", "Write it as lz:in or lz:out."),
    "loop-once": adapted("It says neither how often nor over what it is repeated; it is done once.", "Write a number or a collection."),
    "loop-too-often": refused("It should be repeated {count} times; at most 1,000 are possible.", "Take it apart."),
    "loop-maximum": adapted("The maximum of rounds {text!r} is no number and is left out of account."),
    "loop-behavior": adapted("Events thrown by the multi-instance itself ({text!r}) are left out."),
    "loop-unnameable": adapted("The collection {ref!r} has no name an expression could use; it is done once."),
    "loop-mapped": adapted("It goes through {collection!r}, read from {what}."),
    "loop-results-mapped": adapted("Its results are collected in {into!r}, as {what} says."),
    "quantity": adapted("It should wait for or send several tokens ({text}); each token counts on its own."),
    "form-mapped": adapted("The form of the file becomes the dialog {dialog!r} with {count} fields."),
    "form-foreign": adapted(
        "The form {text!r} is kept by another tool; answers are given without a form.", "Write a dialog (lz:dialog) and offer it here."
    ),
    "people-mapped": adapted("Who may do it is read from the file: {who}."),
    "people-expression": adapted("Who may do it is computed by {text!r}, which cannot be carried.", "Write who may do it (lz:may)."),
    "due-mapped": adapted("{what} {text!r} is read as {ours!r}."),
    "due-dropped": adapted("{what} {text!r} is not understood and left out: {problem}"),
    "translated": adapted("The {what} {text!r} is read as {ours!r}."),
    "expression": refused(
        "The {what} {text!r} is not understood: {problem}", "Write it as an expression, such as: amount > 100 and state == 'open'."
    ),
    "text-invalid": refused(
        "The text {text!r} ({what}) cannot be used: {problem}", "Between {{{{ and }}}} stands an expression of names and listed functions."
    ),
    "unknown-name": refused(
        "The {what} {text!r} uses the name {name!r}, which is no ticket attribute, field or variable of this model.{nearest}",
        "Declare it with lz:field or lz:variable, or correct it.",
    ),
    "unset-name": adapted("The {what} uses {name!r}, which nothing in the model sets.", "See that an answer or a message brings it."),
    "parser": refused("It cannot be made to run: {problem}", "Change the place named."),
    "listener": adapted("What another engine does here besides ({what}) is left out: {text!r}."),
}
