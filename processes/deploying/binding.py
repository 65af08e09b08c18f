"""The bind check: every name a model writes as plain text (queue, state, group, agent, action and its parameters …) exists on the desk.

What is computed (`{{ }}`, `=`) is left to run time. Whatever does not exist is told by the element that names it.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from bpm.catalogue import ATTRIBUTES
from bpm.expressions import Expression
from bpm.model import Action, Dialog, May, Model, Show
from bpm.texts import Text
from desk.groups import QueuePermission
from foundation.errors import HouseError
from processes.actions import UNKNOWN, actions
from processes.deploying import words

LONGEST_ID: Final = 255  # of an element, and the longest name of a message or signal
LONGEST_PROCESS_ID: Final = 200  # it stands in the names of actors
OF_THE_TICKET: Final = frozenset({"ticket.owner", "ticket.responsible"})


class Problem(NamedTuple):
    """What is wrong with what an element names."""

    element: str
    name: str
    sentence: str


def problems_of(model: Model) -> dict[str, str]:
    """By element, what the model names and the desk does not have."""
    found: dict[str, list[str]] = {}
    for problem in (*of_process(model), *of_ticket(model), *of_dialogs(model), *of_nodes(model), *of_conditions(model)):
        sentence = f"{problem.name}: {problem.sentence}" if problem.name else problem.sentence
        sentences = found.setdefault(problem.element, [])
        if sentence not in sentences:
            sentences.append(sentence)
    return {element: " ".join(sentences) for element, sentences in found.items()}


# ------------------------------------------------------------------------------------------------ processes, tickets, dialogs
def of_process(model: Model) -> Iterator[Problem]:
    """What it is called."""
    yield from of_length(model.main.name, "id", LONGEST_PROCESS_ID, model.main.name, model.main.description or "")


def of_length(text: str, what: str, longest: int, element: str, name: str) -> Iterator[Problem]:
    if len(text) > longest:
        yield Problem(element[:LONGEST_ID], name, f"Its {what} has {len(text)} characters; at most {longest} can be kept.")


def of_ticket(model: Model) -> Iterator[Problem]:
    """What tickets of the process start with."""
    values = model.ticket.values if model.ticket is not None else {}
    yield from of_values(values, model.main.name, model.main.description)


def of_dialogs(model: Model) -> Iterator[Problem]:
    """The defaults of dialogs, and the permissions they ask for."""
    for dialog in model.dialogs.values():
        defaults = {show.name: show.default for show in dialog.shows if not show.is_variable and show.default is not None}
        yield from of_values(defaults, dialog.id, dialog.label)
        yield from of_permission(dialog)


def of_values(values: Mapping[str, Text | Expression], element: str, name: str) -> Iterator[Problem]:
    """Values of ticket attributes."""
    for attribute, value in values.items():
        text = static(value)
        if attribute in ATTRIBUTES and words.is_named(attribute) and isinstance(text, str) and text:
            yield from told(element, name, words.problem_of(attribute, text))


def of_permission(dialog: Dialog) -> Iterator[Problem]:
    known = [permission.value for permission in QueuePermission]
    if dialog.permission and dialog.permission not in known:
        yield Problem(dialog.id, dialog.label, words.unknown("permission", dialog.permission, known))


# ------------------------------------------------------------------------------------------------ nodes
def of_nodes(model: Model) -> Iterator[Problem]:
    """Who may do it, and what it does."""
    for spec in model.all_specs:
        for node in spec.nodes.values():
            name = node.bpmn_name or ""
            yield from of_length(node.name, "id", LONGEST_ID, node.name, name)
            for definition in getattr(node, "definitions", ()):
                if definition.kind in ("message", "signal"):
                    yield from of_length(definition.name or "", f"{definition.kind} name", LONGEST_ID, node.name, name)
            for may in getattr(node, "may", ()):
                yield from of_may(may, node.name, name)
            for action in getattr(node, "actions", ()):
                yield from told(node.name, name, problem_of_action(action))


def of_may(may: May, element: str, name: str) -> Iterator[Problem]:
    """Groups, roles and agents."""
    for kind in ("group", "role", "agent"):
        said: str = getattr(may, kind)
        if said and said not in OF_THE_TICKET and not said.startswith("=") and "{{" not in said:
            yield from told(element, name, words.problem_of(kind, said))


def problem_of_action(action: Action) -> str:
    """What is wrong with an action: its own check says so."""
    if action.name not in actions:
        return words.unknown("transition action", action.name, actions)
    params = {name: static(value) for name, value in action.params.items()}
    try:
        actions[action.name].with_params(params).check()
    except HouseError as error:
        return f"{action.name}: {error}"
    return ""


def static(value: Text | Expression) -> Any:
    """The value of a parameter that is the same whenever it is asked for; UNKNOWN for all others."""
    if isinstance(value, Text):
        return UNKNOWN if any(isinstance(piece, Expression) for piece in value.pieces) else value.text
    return value.tree.value if isinstance(value.tree, ast.Constant) else UNKNOWN


# ------------------------------------------------------------------------------------------------ conditions
def of_conditions(model: Model) -> Iterator[Problem]:
    """Names that conditions compare with: `state == 'opne'` is never true. In foreign models the names may mean something else."""
    for element, name, condition in () if model.is_foreign else conditions(model):
        for attribute, said in compared(condition.tree):
            yield from told(element, name, words.problem_of(attribute, said, also_invalid=True))


def conditions(model: Model) -> Iterator[tuple[str, str, Expression]]:
    """The conditions of flows, events and dialogs, with the elements they belong to."""
    for spec in model.all_specs:
        for flow in spec.flows.values():
            if flow.condition is not None:
                yield flow.id, "", flow.condition
        for node in spec.nodes.values():
            for definition in getattr(node, "definitions", ()):
                if definition.condition is not None:
                    yield node.name, node.bpmn_name or "", definition.condition
    for dialog in model.dialogs.values():
        for condition in (each for show in dialog.shows for each in conditions_of(show)):
            yield dialog.id, dialog.label, condition


def conditions_of(show: Show) -> Iterator[Expression]:
    yield from (condition for condition in (show.when, show.check) if condition is not None)


def compared(tree: ast.expr) -> Iterator[tuple[str, str]]:
    """The attributes that are compared with plain texts, and the groups that are asked for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            yield from ((name, text) for name in names_in(node) for side in (node.left, *node.comparators) for text in texts_in(side))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "in_group":
            yield from (("group", text) for argument in node.args for text in texts_in(argument))


def names_in(node: ast.Compare) -> Iterator[str]:
    """The attributes whose whole values are compared for being the same; `'a' in queue` asks for a part."""
    if all(isinstance(operator, ast.Eq | ast.NotEq) for operator in node.ops):
        sides = [node.left, *node.comparators]
    else:
        sides = [node.left] if all(isinstance(operator, ast.In | ast.NotIn) for operator in node.ops) else []
    names = (side.id.removeprefix("ticket.") for side in sides if isinstance(side, ast.Name))
    yield from (name for name in names if name in ATTRIBUTES and words.is_named(name))


def texts_in(side: ast.expr) -> Iterator[str]:
    """The texts a side of a comparison consists of: one, or those of a list; an empty one asks whether there is a value."""
    for entry in side.elts if isinstance(side, ast.List | ast.Tuple) else [side]:
        if isinstance(entry, ast.Constant) and isinstance(entry.value, str) and entry.value:
            yield entry.value


def told(element: str, name: str, sentence: str) -> Iterator[Problem]:
    """A problem, if there is one."""
    if sentence:
        yield Problem(element, name, sentence)
