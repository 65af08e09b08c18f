"""Tries conditions at all values that can make a difference: enough to decide comparisons with literals, and no more.

`amount > 100` can only change its truth at 100, so below, at and above 100 are all that has to be tried. What is no comparison with
a literal (a call, a comparison of two names) counts as a value of its own. The values are tried in all combinations, each
name free of the others; when that becomes too much, nothing is claimed.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import product
from math import prod

from bpm.expressions import Expression
from bpm.linting.tried_values import Literal, Tried, tried_values
from bpm.sentences import Sentence

MOST_COMBINATIONS = 400
MOST_WORK = 20_000

Values = Mapping[str, Tried]
Types = Mapping[str, Sequence[Literal] | str]


@dataclass(frozen=True, slots=True)
class Row:
    """One combination of values, and which of the conditions are true there; None where one cannot be told."""

    values: Values
    truths: tuple[bool | None, ...]

    def words(self, terms: Sequence[str]) -> str:
        said: list[str] = [Sentence("{term} is {value}", term=term, value=self.values[term].words) for term in terms]
        return reduce(lambda first, last: Sentence("{first} and {last}", first=first, last=last), said) if said else Sentence("always")


class TruthTables:
    """Makes truth tables, until a model has used up what the lint may spend on trying."""

    def __init__(self) -> None:
        self.work = MOST_WORK

    def table(self, conditions: Sequence[Expression], *, types: Types) -> list[Row] | None:
        """All rows, or None where trying does not decide. `types`: for declared names their type or their options."""
        columns = _columns(conditions, types)
        size = prod(map(len, columns.values()))
        self.work -= (size + 1) * len(conditions)
        if not size or size > MOST_COMBINATIONS or self.work < 0:
            return None
        rows = (dict(zip(columns, values, strict=True)) for values in product(*columns.values()))
        return [Row(row, tuple(_truth(condition.tree, row) for condition in conditions)) for row in rows]


def _columns(conditions: Sequence[Expression], types: Types) -> dict[str, list[Tried]]:
    literals: dict[str, list[Literal]] = {}
    for condition in conditions:
        for term, found in _terms(condition.tree):
            literals.setdefault(term, []).extend(found)
    return {term: tried_values(found, declared=types.get(term)) for term, found in literals.items()}


def terms_of(condition: Expression) -> frozenset[str]:
    return frozenset(term for term, _ in _terms(condition.tree))


def _terms(tree: ast.expr) -> Iterator[tuple[str, list[Literal]]]:
    if isinstance(tree, ast.BoolOp):
        for part in tree.values:
            yield from _terms(part)
    elif isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not):
        yield from _terms(tree.operand)
    elif isinstance(tree, ast.Compare) and (pairs := _comparisons(tree)):
        for term, _, literals in pairs:
            yield term, literals
    elif not isinstance(tree, ast.Constant):
        yield _key(tree), [True, False]


def _truth(tree: ast.expr, values: Values) -> bool | None:
    if isinstance(tree, ast.BoolOp):
        return _joined(tree, values)
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not):
        truth = _truth(tree.operand, values)
        return None if truth is None else not truth
    if isinstance(tree, ast.Constant):
        return bool(tree.value)
    if isinstance(tree, ast.Compare) and (pairs := _comparisons(tree)):
        truths = [values[term].compares(operator, literals) for term, operator, literals in pairs]
        return None if None in truths else all(truths)
    return bool(values[_key(tree)].value)


def _joined(tree: ast.BoolOp, values: Values) -> bool | None:
    truths = [_truth(part, values) for part in tree.values]
    decisive = isinstance(tree.op, ast.Or)
    if decisive in truths:
        return decisive
    return None if None in truths else not decisive


MIRRORED: Mapping[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}


@lru_cache(maxsize=256)  # asked again in every row of every table
def _comparisons(tree: ast.Compare) -> list[tuple[str, type[ast.cmpop], list[Literal]]]:
    """The comparison as term, operator, literals, chained ones as several; empty where it is of another kind."""
    found = []
    sides = [tree.left, *tree.comparators]
    for left, operator, right in zip(sides, map(type, tree.ops), sides[1:], strict=False):
        pair = _comparison(left, operator, right)
        if pair is None:
            return []
        found.append(pair)
    return found


def _comparison(left: ast.expr, operator: type[ast.cmpop], right: ast.expr) -> tuple[str, type[ast.cmpop], list[Literal]] | None:
    ours, theirs = _literals(left), _literals(right)
    if ours is None and theirs is not None:
        return _key(left), operator, theirs
    if theirs is None and ours is not None and operator not in {ast.In, ast.NotIn}:
        return _key(right), MIRRORED.get(operator, operator), ours
    if ours is None and theirs is None and operator not in {ast.In, ast.NotIn}:
        return _of_two_names(_key(left), operator, _key(right))
    return None


def _of_two_names(left: str, operator: type[ast.cmpop], right: str) -> tuple[str, type[ast.cmpop], list[Literal]]:
    # Two names differ by less than nothing, nothing, or more: the difference is the value that is tried.
    if left <= right:
        return f"{left} − {right}", operator, [0]
    return f"{right} − {left}", MIRRORED.get(operator, operator), [0]


def _literals(tree: ast.expr) -> list[Literal] | None:
    if isinstance(tree, ast.Constant):
        return [tree.value] if isinstance(tree.value, (str, int, float, bool, type(None))) else None
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
        inner = _literals(tree.operand)
        return [-inner[0]] if inner and isinstance(inner[0], (int, float)) else None
    if isinstance(tree, (ast.List, ast.Tuple)):
        parts = [_literals(part) for part in tree.elts]
        return [literal for part in parts if part is not None for literal in part] if None not in parts else None
    return None


@lru_cache(maxsize=256)
def _key(tree: ast.expr) -> str:
    return ast.unparse(tree).removeprefix("ticket.")
