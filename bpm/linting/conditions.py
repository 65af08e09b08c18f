"""Conditions of flows: ignored, overlapping, never taken, or leaving a token without a way (docs/semantics.md 3)."""

from collections.abc import Iterator, Sequence
from functools import partial

from bpm.expressions import Expression
from bpm.graph import Flow, Node, extensions
from bpm.graph_words import LZ
from bpm.linting.case import Case, flow_label, listed, warn
from bpm.linting.tried_values import Literal
from bpm.linting.truth_table import Row, terms_of, truth_table
from bpm.linting.warning import LintWarning

Conditioned = tuple[Flow, Expression]


def check(case: Case) -> Iterator[LintWarning]:
    for node in case.model.nodes:
        if node.outgoing:
            yield from _ignored(node)
            if node.kind not in {"parallelGateway", "eventBasedGateway", "complexGateway"}:
                yield from _judged(case, node)


def _ignored(node: Node) -> Iterator[LintWarning]:
    conditioned = [flow for flow in node.outgoing if flow.condition]
    if node.kind in {"parallelGateway", "eventBasedGateway"} and conditioned:
        yield warn(node, "conditions-ignored", flows=listed([flow_label(flow) for flow in conditioned]))
    elif node.kind == "exclusiveGateway":
        yield from _never_reached(node)
    elif node.kind == "inclusiveGateway" and node.default is not None:
        yield from _default_never_taken(node, node.default)


def _never_reached(node: Node) -> Iterator[LintWarning]:
    """The first flow without a condition is always taken, so that what follows it never is."""
    free = [flow for flow in node.outgoing if not flow.condition and not flow.is_default]
    if not free:
        return
    behind = node.outgoing[node.outgoing.index(free[0]) + 1 :] + ([node.default] if node.default else [])
    rest = list(dict.fromkeys(flow for flow in behind if flow is not free[0]))
    if rest and len(free) == len(node.outgoing):
        yield warn(node, "gateway-without-conditions", first=flow_label(free[0]))
    elif rest:
        yield warn(free[0], "hides-later-flows", hidden=listed([flow_label(flow) for flow in rest]))


def _default_never_taken(node: Node, default: Flow) -> Iterator[LintWarning]:
    free = [flow for flow in node.outgoing if not flow.condition and flow is not default]
    if free:
        yield warn(free[0], "hides-later-flows", hidden=listed([flow_label(default)]))


def _judged(case: Case, node: Node) -> Iterator[LintWarning]:
    tried = [flow for flow in node.outgoing if flow.condition and not flow.is_default]
    has_way = node.default is not None or any(not flow.condition for flow in node.outgoing)
    expressions = [case.expression(flow.condition) for flow in tried]
    known = [expression for expression in expressions if expression is not None]
    if not known or len(known) < len(tried):
        return
    types = _declared(node)
    if not has_way:
        yield from _without_way(node, known, types=types)
    if node.kind == "exclusiveGateway":
        yield from _overlapping(list(zip(tried, known, strict=True)), types=types)


def _declared(node: Node) -> dict[str, Sequence[Literal] | str]:
    """What is declared about names: the options of a field, or the type of a field or variable."""
    found: dict[str, Sequence[Literal] | str] = {}
    scope = node.scope
    for declared in [
        *extensions(scope.process.element, "field"),
        *extensions(scope.process.element, "variable"),
        *extensions(scope.element, "variable"),
    ]:
        options = [value.get("key") for value in declared.iterchildren(f"{LZ}value")]
        plain = {"checkbox": "boolean"}.get(declared.get("type") or "", declared.get("type") or "")
        found[declared.get("name") or ""] = options if plain == "dropdown" and options else plain
    return found


def _without_way(node: Node, conditions: list[Expression], *, types: dict[str, Sequence[Literal] | str]) -> Iterator[LintWarning]:
    gap = next((row for row in truth_table(conditions, types=types) or [] if all(truth is False for truth in row.truths)), None)
    if gap is not None:
        terms = sorted(frozenset[str]().union(*map(terms_of, conditions)))
        yield warn(node, "no-way-out", example=gap.words(terms))


def _overlapping(flows: list[Conditioned], *, types: dict[str, Sequence[Literal] | str]) -> Iterator[LintWarning]:
    for index, later in enumerate(flows):
        rule = _fate(flows[:index], later, types=types)
        if rule is not None:
            yield rule


def _fate(earlier: list[Conditioned], later: Conditioned, *, types: dict[str, Sequence[Literal] | str]) -> LintWarning | None:
    flow, condition = later
    table = partial(truth_table, types=types)
    rows = table([*(expression for _, expression in earlier), condition])
    if rows is not None and not any(row.truths[-1] is not False for row in rows):
        return warn(flow, "never-true", condition=condition.text)
    if rows is not None and all(row.truths[-1] is False or True in row.truths[:-1] for row in rows):
        return warn(flow, "never-taken", condition=condition.text, earlier=listed([flow_label(each) for each, _ in earlier]))
    for other, others_condition in earlier:
        both = _both_true(table([others_condition, condition]) or [], flows=((other, others_condition), later))
        if both is not None:
            return warn(flow, "overlap", other=flow_label(other), example=both)
    return None


def _both_true(rows: list[Row], *, flows: tuple[Conditioned, Conditioned]) -> str | None:
    (first, first_condition), (second, second_condition) = flows
    is_ordered = all(flow.element.get(f"{LZ}order") for flow in (first, second))
    ours, theirs = terms_of(first_condition), terms_of(second_condition)
    # Different names may exclude each other in ways the model does not show; and who numbers the flows has thought of the order.
    if is_ordered or not (ours <= theirs or theirs <= ours):
        return None
    row = next((row for row in rows if row.truths == (True, True)), None)
    return None if row is None else row.words(sorted(ours | theirs))
