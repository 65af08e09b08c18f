"""The language between braces: names, attributes, literals, comparisons, `and`, `or`, `not`, inline `if`, and filters.

Jinja2 reads it and runs nothing: its tree is checked here, and what is not in the table below does not exist.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateSyntaxError

from foundation.templating.filters import FILTERS

DEEPEST = 40
MOST_NODES = 4000
MAX_EXPRESSIONS = 200
MAX_NUMBER = 10**15

# It parses only: nothing of it is ever rendered.
PARSER = Environment(keep_trailing_newline=True, autoescape=True)

ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.List,
    nodes.Tuple,
    nodes.Filter,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Neg,
    nodes.CondExpr,
)
STRANGERS = {
    nodes.Call: "Calls like x()",
    nodes.For: "Loops",
    nodes.If: "Blocks; write {{ a if b else c }}, since {% if %}",
    nodes.Test: "Tests with `is`",
    nodes.Concat: "Joining with ~",
    nodes.BinExpr: "Arithmetic",
    nodes.Slice: "Slices",
    nodes.Dict: "Dictionaries",
    nodes.Assign: "Assignments",
    nodes.Include: "Includes",
    nodes.Import: "Imports",
    nodes.Macro: "Macros",
}


class Unfit(Exception):
    """A text that is no text of ours."""

    def __init__(self, line: int, problem: str) -> None:
        self.problem = f"Line {line}: {problem}"
        super().__init__(self.problem)


@dataclass(frozen=True)
class Expression:
    """One pair of braces, checked; `foundation/templating/meaning.py` knows what it means."""

    node: nodes.Expr


def parse(text: str) -> list[str | Expression]:
    """Plain pieces and expressions, in order.

    Raises:
        Unfit: naming the line and what is wrong there.
    """
    tree = _tree(text)
    _check_size(tree)
    for node in _all(tree):
        _check(node)
    outputs = [node for output in tree.body for node in output.nodes]  # type: ignore[attr-defined]  # checked: outputs only
    found: list[str | Expression] = [node.data if isinstance(node, nodes.TemplateData) else Expression(node) for node in outputs]
    if sum(isinstance(piece, Expression) for piece in found) > MAX_EXPRESSIONS:
        raise Unfit(1, f"There are more than {MAX_EXPRESSIONS} pairs of braces.")
    return found


def names(piece: Expression) -> set[str]:
    """The names an expression begins from."""
    return {node.name for node in _all(piece.node) if isinstance(node, nodes.Name)}


def _tree(text: str) -> nodes.Template:
    try:
        return PARSER.parse(text)
    except TemplateSyntaxError as error:
        raise Unfit(error.lineno, f"It cannot be read: {error.message}.") from None
    except RecursionError:
        raise Unfit(1, "It is nested too deep.") from None
    except ValueError:  # a number with more digits than Python reads
        raise Unfit(1, "It has a number that is too big.") from None


def _check_size(tree: nodes.Node) -> None:
    level: list[nodes.Node] = [tree]
    count = 0
    for _ in range(DEEPEST):
        level = [child for node in level for child in node.iter_child_nodes()]
        count += len(level)
        if not level:
            return
        if count > MOST_NODES:
            break
    raise Unfit(level[0].lineno, "It is nested too deep or has too many parts.")


def _all(tree: nodes.Node) -> Iterator[nodes.Node]:
    yield tree
    for child in tree.iter_child_nodes():
        yield from _all(child)


def _check(node: nodes.Node) -> None:
    problem = _stranger(node)
    if problem is not None:
        raise Unfit(node.lineno, problem)


def _stranger(node: nodes.Node) -> str | None:
    if not isinstance(node, ALLOWED):
        what = next((told for kind, told in STRANGERS.items() if isinstance(node, kind)), "Blocks")
        return f"{what} do not exist in these texts."
    elif isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        return f"{node.attr} begins with an underscore; no attribute does."
    elif isinstance(node, nodes.Getitem):
        return _item_problem(node.arg)
    elif isinstance(node, nodes.Const):
        return None if _fits(node.value) else "The number is too big."
    elif isinstance(node, nodes.Filter):
        return _filter_problem(node)
    else:
        return None


def _item_problem(item: nodes.Expr) -> str | None:
    if isinstance(item, nodes.Slice):
        return "Slices do not exist in these texts."
    if not isinstance(item, nodes.Const) or not isinstance(item.value, str | int):
        return "Only a text in quotes or a number stands in [ ]."
    return f"{item.value} begins with an underscore; no attribute does." if str(item.value).startswith("_") else None


def _fits(value: Any) -> bool:
    return not isinstance(value, int | float) or abs(value) < MAX_NUMBER


def _filter_problem(node: nodes.Filter) -> str | None:
    if node.name not in FILTERS or node.node is None:
        return f"There is no filter {node.name}; there are {', '.join(sorted(FILTERS))}."
    if node.kwargs or node.dyn_args or node.dyn_kwargs or not all(isinstance(one, nodes.Const) for one in node.args):
        return f"The filter {node.name} takes plain literals only."
    wrong = FILTERS[node.name].misused([one.value for one in node.args])  # type: ignore[attr-defined]  # checked: constants
    return wrong and f"The filter {node.name} {wrong}."
