"""Conditions of flows: ignored, overlapping, never taken, or leaving a token without a way (docs/semantics.md 3)."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from bpm.expressions import Expression
from bpm.graph.parts import Flow, Node, Scope, extensions
from bpm.graph.words import LZ
from bpm.linting.case import Case, flow_label, listed, warn
from bpm.linting.tried_values import Literal
from bpm.linting.truth_table import Row, Types, terms_of
from bpm.linting.warning import LintWarning

Conditioned = tuple[Flow, Expression]
Table = Callable[[Sequence[Expression]], list[Row] | None]

MOST_COMPARED = 20


def check(case: Case) -> Iterator[LintWarning]:
    types = {scope: _declared(scope) for scope in case.model.scopes}
    for node in case.model.nodes:
        if node.outgoing:
            yield from _ignored(node)
            if node.kind not in {"parallelGateway", "eventBasedGateway", "complexGateway"}:
                yield from _judged(case, node, types=types[node.scope])


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


def _judged(case: Case, node: Node, *, types: Types) -> Iterator[LintWarning]:
    tried = [flow for flow in node.outgoing if flow.condition and not flow.is_default]
    has_way = node.default is not None or any(not flow.condition for flow in node.outgoing)
    expressions = [case.expression(flow.condition) for flow in tried]
    known = [expression for expression in expressions if expression is not None]
    if not known or len(known) < len(tried):
        return
    if not has_way:
        yield from _without_way(case, node, known, types=types)
    if node.kind == "exclusiveGateway":
        yield from _overlapping(case, list(zip(tried, known, strict=True)), types=types)


def _declared(scope: Scope) -> Types:
    """What is declared about names: the options of a field, or the type of a field or variable."""
    found: dict[str, Sequence[Literal] | str] = {}
    for declared in [
        *extensions(scope.process.element, "field"),
        *extensions(scope.process.element, "variable"),
        *extensions(scope.element, "variable"),
    ]:
        options = [value.get("key") for value in declared.iterchildren(f"{LZ}value")]
        plain = {"checkbox": "boolean"}.get(declared.get("type") or "", declared.get("type") or "")
        found[declared.get("name") or ""] = options if plain == "dropdown" and options else plain
    return found


def _without_way(case: Case, node: Node, conditions: list[Expression], *, types: Types) -> Iterator[LintWarning]:
    rows = case.tables.table(conditions, types=types) or []
    gap = next((row for row in rows if all(truth is False for truth in row.truths)), None)
    if gap is not None:
        terms = sorted(frozenset[str]().union(*map(terms_of, conditions)))
        yield warn(node, "no-way-out", example=gap.words(terms))


def _overlapping(case: Case, flows: list[Conditioned], *, types: Types) -> Iterator[LintWarning]:
    table = partial(case.tables.table, types=types)
    for index, later in enumerate(flows[:MOST_COMPARED]):
        earlier = flows[:index]
        yield from _without_effect(table, earlier, later) or _beside_earlier(table, earlier, later)


def _without_effect(table: Table, earlier: list[Conditioned], later: Conditioned) -> list[LintWarning]:
    flow, condition = later
    rows = table([*(expression for _, expression in earlier), condition])
    if rows is None:
        return []
    if all(row.truths[-1] is False for row in rows):
        return [warn(flow, "never-true", condition=condition.text)]
    if all(row.truths[-1] is False or True in row.truths[:-1] for row in rows):
        return [warn(flow, "never-taken", condition=condition.text, earlier=listed([flow_label(each) for each, _ in earlier]))]
    return []


def _beside_earlier(table: Table, earlier: list[Conditioned], later: Conditioned) -> list[LintWarning]:
    """The first of the earlier flows whose condition can be true together with this one."""
    for other in earlier:
        if _are_comparable(other, later):
            rows = table([other[1], later[1]]) or []
            both = next((row for row in rows if row.truths == (True, True)), None)
            if both is not None:
                example = both.words(sorted(terms_of(other[1]) | terms_of(later[1])))
                return [warn(later[0], "overlap", other=flow_label(other[0]), example=example)]
    return []


def _are_comparable(first: Conditioned, second: Conditioned) -> bool:
    """Different names may exclude each other in ways the model does not show; and who numbers the flows has thought of the order."""
    is_ordered = all(flow.element.get(f"{LZ}order") for flow, _ in (first, second))
    ours, theirs = terms_of(first[1]), terms_of(second[1])
    return not is_ordered and (ours <= theirs or theirs <= ours)
