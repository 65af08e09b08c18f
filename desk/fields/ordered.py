"""Kinds whose values have an order and bounds: numbers, dates and moments."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from desk.fields.kind import FieldKind
from desk.fields.search import Operator
from foundation.errors import Refused


@dataclass(frozen=True)
class OrderedKind(FieldKind):
    """A value that may have to be between `min` and `max`."""

    operators: ClassVar[frozenset[Operator]] = frozenset(Operator) - {Operator.LIKE}

    def bound(self, name: str) -> Any:
        """The value of `min` or `max`; None if there is none."""
        return self._read(self.config.get(name))

    def objections(self, value: Any) -> Iterable[str]:
        low, high = self.bound("min"), self.bound("max")
        if low is not None and value < low:
            yield f"{self.shown(value)} is below {self.shown(low)}."
        if high is not None and value > high:
            yield f"{self.shown(value)} is above {self.shown(high)}."
        yield from self.unmatched(value)

    def config_problems(self) -> Iterable[tuple[str, str]]:
        bounds = {}
        for name in ("min", "max"):
            try:
                bounds[name] = self.bound(name)
            except Refused as problem:
                yield name, str(problem)
        if len(bounds) < 2:
            return
        if None not in bounds.values() and bounds["min"] > bounds["max"]:
            yield "min", "It is above the greatest value."
        else:
            yield from super().config_problems()
