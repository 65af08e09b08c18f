"""The values of a name that can make a difference to the literals it is compared with."""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt, ne

from bpm.sentences import Sentence

Literal = str | int | float | bool | None

SOME_OTHER_TEXT = "\uffff"
ORDERINGS: Mapping[type[ast.cmpop], Callable[[float, float], bool]] = {ast.Lt: lt, ast.LtE: le, ast.Gt: gt, ast.GtE: ge}
EQUALITIES: Mapping[type[ast.cmpop], Callable[[object, object], bool]] = {ast.Eq: eq, ast.NotEq: ne, ast.Is: eq, ast.IsNot: ne}


@dataclass(frozen=True, slots=True)
class Tried:
    value: Literal

    @property
    def words(self) -> str:
        if self.value == SOME_OTHER_TEXT:
            return Sentence("anything else")
        if self.value is None:
            return Sentence("empty")
        if isinstance(self.value, bool):
            return str(self.value).lower()
        return (
            f"{self.value:.12g}" if isinstance(self.value, float) else f"'{self.value}'" if isinstance(self.value, str) else str(self.value)
        )

    def compares(self, operator: type[ast.cmpop], literals: Sequence[Literal]) -> bool | None:
        """The truth of the comparison; None where the language would stop with an incident, or the order of texts decides."""
        if operator in {ast.In, ast.NotIn}:
            return (self.value in literals) is (operator is ast.In)
        if len(literals) != 1:
            return None
        if operator in EQUALITIES:
            return EQUALITIES[operator](self.value, literals[0])
        if isinstance(self.value, (int, float)) and isinstance(literals[0], (int, float)):
            return ORDERINGS[operator](self.value, literals[0])
        return None


def tried_values(literals: Sequence[Literal], *, declared: Sequence[Literal] | str | None) -> list[Tried]:
    """For a declared list of options these and what is compared; else what lies at, between and beside the literals."""
    if declared == "boolean" or all(isinstance(literal, bool) for literal in literals):
        return [Tried(value) for value in (True, False)]
    if isinstance(declared, (list, tuple)):
        return [Tried(value) for value in dict.fromkeys([*declared, *(literal for literal in literals if literal is None)])]
    numbers = sorted({literal for literal in literals if isinstance(literal, (int, float)) and not isinstance(literal, bool)})
    texts = list(dict.fromkeys(literal for literal in literals if isinstance(literal, str)))
    found: list[Literal] = [*_around(numbers, whole=declared == "integer"), *texts]
    if texts:
        found.append(SOME_OTHER_TEXT)
    found.extend(literal for literal in dict.fromkeys(literals) if literal is None)
    if None in found and len(found) == 1:
        found.append(SOME_OTHER_TEXT)
    return [Tried(value) for value in found]


def _around(numbers: Sequence[float], *, whole: bool) -> list[float]:
    if not numbers:
        return []
    found: list[float] = [numbers[0] - 1]
    for number, following in zip(numbers, [*numbers[1:], None], strict=True):
        found.append(number)
        if following is not None and not whole:
            found.append((number + following) / 2)
        elif following is not None and following - number > 1:
            found.append(number + 1)
    return [*found, numbers[-1] + 1]
