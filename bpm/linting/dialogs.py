"""Dialogs that cannot be answered by those who should: fields never shown, mandatory and hidden at once, offered to the wrong people."""

from collections.abc import Iterator
from functools import lru_cache

from bpm.graph.parts import Node, Scope, extensions
from bpm.graph.words import Element
from bpm.linting.case import Case, shown_name, shows, warn
from bpm.linting.warning import LintWarning


def check(case: Case) -> Iterator[LintWarning]:
    for process in case.model.processes:
        for dialog in extensions(process.element, "dialog"):
            yield from _fields(case, process, dialog)
    for node in case.model.nodes:
        if node.kind in {"userTask", "manualTask", "startEvent"}:
            yield from _for_nobody(case, node)


def _fields(case: Case, process: Scope, dialog: Element) -> Iterator[LintWarning]:
    hidden = {shown_name(show) for show in shows(dialog) if show.get("as") == "hidden" and not show.get("when")}
    for show in shows(dialog):
        name, condition = shown_name(show), show.get("when")
        if condition and _never_holds(case, condition):
            yield _at(show, process, "field-never-shown", field=name, dialog=_label(dialog), condition=condition)
        if show.get("as") == "mandatory" and not condition and name in hidden:
            yield _at(show, process, "mandatory-field-hidden", field=name, dialog=_label(dialog))


def _never_holds(case: Case, condition: str) -> bool:
    expression = case.expression(condition)
    rows = case.tables.table([expression], types={}) if expression is not None else None
    return bool(rows) and all(row.truths[0] is False for row in rows or [])


def _at(element: Element, process: Scope, rule: str, **params: str) -> LintWarning:
    return LintWarning(process.id, element.sourceline or process.line, rule, {"name": process.label, **params})


def _label(dialog: Element) -> str:
    return dialog.get("label") or dialog.get("id") or "without id"


def _for_nobody(case: Case, node: Node) -> Iterator[LintWarning]:
    """An activity for customers only, whose completing dialogs are for agents only, or the other way round."""
    people = _people(node)
    offered = [dialog for dialog, completes in case.offered(node) if completes]
    audiences = [_audience(dialog) for dialog in offered]
    if people and offered and all(audience and not audience & people for audience in audiences):
        fields = [shown_name(show) for dialog in offered for show in shows(dialog) if show.get("as") == "mandatory"]
        rule = "mandatory-field-for-nobody" if fields else "dialog-for-nobody"
        yield warn(node, rule, dialog=_label(offered[0]), people=_said(people), field=fields[0] if fields else "")


def _people(node: Node) -> frozenset[str]:
    """Which kinds of people may do it, where the model says so outright."""
    rules = node.extensions("may")
    if not rules:
        lanes = reversed(node.scope.lanes.get(node.id, []))
        rules = next((found for lane in lanes if (found := extensions(lane.element, "may"))), [])
    return frozenset("customer" if rule.get("customer") else "agent" for rule in rules)


@lru_cache(maxsize=64)
def _said(people: frozenset[str]) -> str:
    return " and ".join(f"{person}s" for person in sorted(people))


def _audience(dialog: Element) -> frozenset[str]:
    return frozenset((dialog.get("for") or "").split())
