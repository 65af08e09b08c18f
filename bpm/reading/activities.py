"""Verdicts for activities: what a task does when a token comes, what is inside a subprocess (BPMN 2.0.2, 10.3)."""

from collections.abc import Callable
from typing import Final

from bpm.dialect import CAMUNDA, SPIFF, SUBPROCESSES, TASKS, ZEEBE
from bpm.reading.model import Model, is_event_subprocess, nodes_in
from bpm.reading.parsing import Element
from bpm.reading.tree import children, extend, extension, foreign, shown, tag, text_of

# What other engines do at a task, by attribute; the words name it in the report.
_FOREIGN_WORK: Final = {
    "class": "the class", "expression": "the expression", "delegateExpression": "the expression", "topic": "the topic", "type": "the kind",
}  # fmt: skip
_ZEEBE_WORK: Final = {"taskDefinition": (ZEEBE,), "script": (ZEEBE,)}
_SPIFF_WORK: Final = {"serviceTaskOperator": (SPIFF,)}
_DECISIONS: Final = {"calledDecision": (ZEEBE,), "calledDecisionId": (SPIFF,)}


def read_activities(model: Model) -> None:
    for node in model.nodes():
        reader = _READERS.get(tag(node))
        if reader is not None:
            reader(node, model)
        if tag(node) in TASKS | SUBPROCESSES | {"callActivity"}:
            _read_quantities(node, model)


def foreign_attribute(element: Element, name: str) -> str:
    """An attribute of Camunda or its relatives."""
    return next((value.strip() for space in CAMUNDA if (value := element.get(f"{{{space}}}{name}"))), "")


def _read_quantities(node: Element, model: Model) -> None:
    said = [f"{name} {node.get(name)}" for name in ("startQuantity", "completionQuantity") if node.get(name, "1").strip() not in {"1", ""}]
    if said:
        model.note(node, "quantity", text=shown(", ".join(said)))


def _read_plain(task: Element, model: Model) -> None:
    model.note(task, "plain-task")


def _read_service(task: Element, model: Model) -> None:
    if next(extension(task, "action"), None) is not None:
        return
    what, text = foreign_work(task)
    if text:
        model.note(task, "foreign-action", what=what, text=shown(text))
    else:
        model.note(task, "no-action")


def foreign_work(task: Element) -> tuple[str, str]:
    """What the file says another engine should do, in a word and its text."""
    for name, what in _FOREIGN_WORK.items():
        text = foreign_attribute(task, name)
        if text and not (name == "type" and text == "external"):
            return what, text
    for said in foreign(task, _ZEEBE_WORK):
        return "the job", said.get("type") or said.get("expression") or ""
    for said in foreign(task, _SPIFF_WORK):
        return "the operator", said.get("id") or ""
    return _plain_work(task)


def _plain_work(task: Element) -> tuple[str, str]:
    implementation = (task.get("implementation") or "").strip()
    if implementation and not implementation.startswith("##"):
        return "the implementation", implementation
    operation = task.get("operationRef") or ""
    return ("the operation", operation) if operation else ("", "")


def _read_decision(task: Element, model: Model) -> None:
    ours = next(extension(task, "decision"), None)
    if ours is None:
        ours = _map_decision(task, model)
    if ours is not None:
        ref = (ours.get("ref") or "").strip()
        if ref and ref not in model.others.decisions:
            model.note(task, "decision-missing", ref=shown(ref))
    elif next(extension(task, "action"), None) is None and not model.sheet.is_refused(task):
        what, text = foreign_work(task)
        model.note(task, "foreign-action" if text else "no-decision", **({"what": what, "text": shown(text)} if text else {}))


def _map_decision(task: Element, model: Model) -> Element | None:
    ref, into = foreign_attribute(task, "decisionRef"), foreign_attribute(task, "resultVariable")
    for said in foreign(task, _DECISIONS):
        ref = ref or (said.get("decisionId") or text_of(said)).strip()
        into = into or (said.get("resultVariable") or "").strip()
    if not ref:
        return None
    if ref.startswith(("$", "#", "=")):
        model.note(task, "decision-expression", text=shown(ref))
        return None
    return extend(task, "decision", ref=ref, **({"into": into} if into.isidentifier() else {}))


def _read_subprocess(scope: Element, model: Model) -> None:
    if is_event_subprocess(scope):
        starts = list(children(scope, "startEvent"))
        if len(starts) != 1:
            model.note(scope, "event-subprocess-start", count=str(len(starts)))
    elif not nodes_in(scope):
        model.note(scope, "empty-subprocess")


_READERS: Final[dict[str, Callable[[Element, Model], None]]] = {
    "task": _read_plain,
    "serviceTask": _read_service,
    "businessRuleTask": _read_decision,
    "subProcess": _read_subprocess,
    "transaction": _read_subprocess,
    "adHocSubProcess": _read_subprocess,
}
