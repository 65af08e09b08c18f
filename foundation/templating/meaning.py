"""What a checked expression means: its value for given values."""

import operator
from collections.abc import Callable
from typing import Any

from jinja2 import nodes

from foundation.templating.filters import FILTERS
from foundation.templating.language import Unfit
from foundation.templating.values import MISSING, Scope, attribute, shown

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
    "in": lambda left, right: left in right,
    "notin": lambda left, right: left not in right,
}


def evaluated(node: nodes.Node, scope: Scope) -> Any:
    """The value of a checked node."""
    return MEANINGS[type(node)](node, scope)


def _filtered(node: nodes.Filter, scope: Scope) -> Any:
    arguments = [one.value for one in node.args]  # type: ignore[attr-defined]  # checked: constants
    value = FILTERS[node.name](evaluated(node.node, scope), scope.zone, *arguments)  # type: ignore[arg-type]  # checked: there is one
    if isinstance(value, str):
        shown(value, scope.zone)  # grows within limits at each step
    return value


def _compared(node: nodes.Compare, scope: Scope) -> bool:
    left = evaluated(node.expr, scope)
    for operand in node.ops:
        right = evaluated(operand.expr, scope)
        if operand.op not in {"eq", "ne"} and (_is_nothing(left) or _is_nothing(right)):
            return operand.op == "notin"
        if not _holds(operand.op, left, right, line=node.lineno):
            return False
        left = right
    return True


def _holds(sign: str, left: Any, right: Any, *, line: int) -> bool:
    try:
        return bool(COMPARISONS[sign](left, right))
    except TypeError:
        raise Unfit(line, "These values cannot be compared.") from None


def _is_nothing(value: Any) -> bool:
    return value is None or value is MISSING


def _chosen(node: nodes.CondExpr, scope: Scope) -> Any:
    if evaluated(node.test, scope):
        return evaluated(node.expr1, scope)
    return evaluated(node.expr2, scope) if node.expr2 else ""


def _negative(node: nodes.Neg, scope: Scope) -> Any:
    value = evaluated(node.node, scope)
    return -value if isinstance(value, int | float) else MISSING


MEANINGS: dict[type[nodes.Node], Callable[[Any, Scope], Any]] = {
    nodes.Name: lambda node, scope: attribute(scope.values, node.name),
    nodes.Getattr: lambda node, scope: attribute(evaluated(node.node, scope), node.attr),
    nodes.Getitem: lambda node, scope: attribute(evaluated(node.node, scope), node.arg.value),
    nodes.Const: lambda node, _scope: node.value,
    nodes.List: lambda node, scope: [evaluated(item, scope) for item in node.items],
    nodes.Tuple: lambda node, scope: [evaluated(item, scope) for item in node.items],
    nodes.Filter: _filtered,
    nodes.Compare: _compared,
    nodes.And: lambda node, scope: evaluated(node.left, scope) and evaluated(node.right, scope),
    nodes.Or: lambda node, scope: evaluated(node.left, scope) or evaluated(node.right, scope),
    nodes.Not: lambda node, scope: not evaluated(node.node, scope),
    nodes.Neg: _negative,
    nodes.CondExpr: _chosen,
}
