"""What a decision table answers when rules match: the hit policies of DMN 1.3, 8.2.8.

A policy gets the rules that matched, in their order, and for each output its values in the order they rank. It returns the rule whose
values are the answer, a list of rules, an aggregated value, or None when nothing matched.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Protocol
from zoneinfo import ZoneInfo

from bpm.errors import EvaluationError
from bpm.language.operators import add, equal, greater, less

Ranks = list[list[object]]
# Results are compared with each other; a zone matters only where a date meets a moment.
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Hit:
    rule: int
    values: tuple[object, ...]


class Policy(Protocol):
    def __call__(self, hits: list[Hit], *, ranks: Ranks) -> object: ...


def _unique(hits: list[Hit], *, ranks: Ranks) -> object:  # noqa: ARG001 -- one signature for all policies
    if len(hits) > 1:
        raise EvaluationError(f"Rules {_numbers(hits)} match together, but the hit policy UNIQUE allows one.")
    return hits[0] if hits else None


def _any(hits: list[Hit], *, ranks: Ranks) -> object:  # noqa: ARG001
    if any(not equal(hits[0].values, hit.values, _UTC) for hit in hits[1:]):
        raise EvaluationError(f"Rules {_numbers(hits)} match with different outputs, but the hit policy ANY needs equal ones.")
    return hits[0] if hits else None


def _first(hits: list[Hit], *, ranks: Ranks) -> object:  # noqa: ARG001
    return hits[0] if hits else None


def _priority(hits: list[Hit], *, ranks: Ranks) -> object:
    return min(hits, key=lambda hit: _rank(hit, ranks)) if hits else None


def _rule_order(hits: list[Hit], *, ranks: Ranks) -> object:  # noqa: ARG001
    return hits or None


def _output_order(hits: list[Hit], *, ranks: Ranks) -> object:
    return sorted(hits, key=lambda hit: _rank(hit, ranks)) or None


def _sum(hits: list[Hit], *, ranks: Ranks) -> object:  # noqa: ARG001
    return _reduced(hits, lambda one, other: add(one, other, _UTC))


def _min(hits: list[Hit], *, ranks: Ranks) -> object:  # noqa: ARG001
    return _reduced(hits, lambda one, other: other if less(other, one, _UTC) else one)


def _max(hits: list[Hit], *, ranks: Ranks) -> object:  # noqa: ARG001
    return _reduced(hits, lambda one, other: other if greater(other, one, _UTC) else one)


def _count(hits: list[Hit], *, ranks: Ranks) -> object:  # noqa: ARG001
    return len(hits)


def _reduced(hits: list[Hit], step: Callable[[object, object], object]) -> object:
    values = [hit.values[0] for hit in hits]
    if any(value is None for value in values):
        raise EvaluationError(f"One of the rules {_numbers(hits)} has no output, so nothing can be collected.")
    return reduce(step, values) if values else None


def _rank(hit: Hit, ranks: Ranks) -> list[int]:
    """The first output decides, the next ones break ties; what is in no list comes last."""
    return [_position(value, listed) for value, listed in zip(hit.values, ranks, strict=True)]


def _position(value: object, listed: list[object]) -> int:
    return next((index for index, one in enumerate(listed) if equal(value, one, _UTC)), len(listed))


def _numbers(hits: list[Hit]) -> str:
    return ", ".join(str(hit.rule) for hit in hits)


POLICIES: dict[str, Policy] = {
    "UNIQUE": _unique,
    "FIRST": _first,
    "ANY": _any,
    "PRIORITY": _priority,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _rule_order,
    "COLLECT SUM": _sum,
    "COLLECT MIN": _min,
    "COLLECT MAX": _max,
    "COLLECT COUNT": _count,
}
RANKING = frozenset({"PRIORITY", "OUTPUT ORDER"})
AGGREGATING = frozenset({"COLLECT SUM", "COLLECT MIN", "COLLECT MAX"})
