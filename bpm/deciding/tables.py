"""A decision table at work: which rules match, and what the hit policy makes of them (DMN 1.3, 8.2).

Where a column asks for `null` somewhere, an empty input is a case like others, and comparisons with it are false, as DMN says. In a column
that never does, a comparison with an empty input is an error that names the input, as everywhere in our language.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from bpm.deciding.hit_policies import POLICIES, Hit
from bpm.errors import EvaluationError, NoValue
from bpm.expressions import Expression, Names
from bpm.language.names import Overlay
from bpm.language.values import text_of

# How a cell names the input of its column; Camunda's tables use the name too.
SUBJECT = "cellInput"


@dataclass(frozen=True, slots=True)
class Input:
    """A column of questions; `allowed` is the test that `inputValues` make."""

    label: str
    expression: Expression
    allowed: Expression | None
    asks_for_null: bool


@dataclass(frozen=True, slots=True)
class Output:
    """A column of answers; `allowed` is the test that `outputValues` make, `ranked` the same values in their order."""

    name: str
    default: Expression | None
    allowed: Expression | None
    ranked: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A row; a test that is None asks nothing, a result that is None is empty."""

    number: int
    tests: tuple[Expression | None, ...]
    results: tuple[Expression | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    policy: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]

    def decide(self, names: Names) -> object:
        asked = [self._asked(column, names=names) for column in self.inputs]
        hits = list(islice(self._hits(asked, names=names), 1 if self.policy == "FIRST" else None))
        answer = POLICIES[self.policy](hits, ranks=self._ranks(names))
        if isinstance(answer, Hit):
            return self._shaped(answer.values)
        if isinstance(answer, list):
            return [self._shaped(hit.values) for hit in answer]
        return self._default(names) if answer is None else answer

    def expressions(self) -> Iterator[Expression]:
        for column in self.inputs:
            yield column.expression
            yield from _present(column.allowed)
        for output in self.outputs:
            yield from _present(output.default, output.allowed, *output.ranked)
        for rule in self.rules:
            yield from _present(*rule.tests, *rule.results)

    def _asked(self, column: Input, *, names: Names) -> object:
        value = column.expression.value(names)
        if value is not None and column.allowed and not column.allowed.truth(Overlay(names, {SUBJECT: value})):
            raise EvaluationError(f"The input {column.label!r} has the value {text_of(value)[:60]!r}, which is none of its allowed values.")
        return value

    def _hits(self, asked: list[object], *, names: Names) -> Iterator[Hit]:
        overlays = [Overlay(names, {SUBJECT: value}) for value in asked]
        for rule in self.rules:
            try:
                if all(test is None or self._holds(test, index, overlays) for index, test in enumerate(rule.tests)):
                    yield Hit(rule.number, self._values(rule.results, names=names))
            except EvaluationError as error:
                raise EvaluationError(f"Rule {rule.number}: {error}") from error

    def _holds(self, test: Expression, index: int, overlays: list[Overlay]) -> bool:
        column = self.inputs[index]
        try:
            return test.truth(overlays[index])
        except NoValue as missing:
            if missing.name != SUBJECT:
                raise
            if column.asks_for_null:
                return False
            if column.expression.names == {column.expression.text}:
                raise NoValue(column.expression.text) from None
            raise EvaluationError(f"The input {column.label!r} has no value to compare.") from None

    def _values(self, results: tuple[Expression | None, ...], *, names: Names) -> tuple[object, ...]:
        return tuple(self._value(result, output, names=names) for result, output in zip(results, self.outputs, strict=True))

    def _value(self, result: Expression | None, output: Output, *, names: Names) -> object:
        value = None if result is None else result.value(names)
        if value is not None and output.allowed and not output.allowed.truth(Overlay(names, {SUBJECT: value})):
            raise EvaluationError(f"The output {output.name!r} is {text_of(value)[:60]!r}, which is none of its allowed values.")
        return value

    def _ranks(self, names: Names) -> list[list[object]]:
        return [[value.value(names) for value in output.ranked] for output in self.outputs]

    def _default(self, names: Names) -> object:
        if all(output.default is None for output in self.outputs):
            return None
        return self._shaped(self._values(tuple(output.default for output in self.outputs), names=names))

    def _shaped(self, values: tuple[object, ...]) -> object:
        """One output is its value, several are a table of values by name."""
        return values[0] if len(values) == 1 else {output.name: value for output, value in zip(self.outputs, values, strict=True)}


def _present(*expressions: Expression | None) -> Iterator[Expression]:
    return (expression for expression in expressions if expression is not None)
