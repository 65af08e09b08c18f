"""Runs that take turns, and the ratio of their medians: what disturbs the machine for a while disturbs both sides.

Every step is timed by itself.  On a busy machine a long run is interrupted more often than a short one, so sums would flatter the
quicker side; the median of single steps is hardly touched by the few that were interrupted.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter

Act = Callable[[], object]


@dataclass(slots=True)
class Comparison:
    """Seconds of each step of two sides, block by block; the figure is the first over the second."""

    first: list[list[float]] = field(default_factory=list)
    second: list[list[float]] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """The median of the first side over that of the second."""
        return middle(self.first) / middle(self.second)

    @property
    def details(self) -> dict[str, object]:
        """Both medians, and the middle half of the ratios of single blocks."""
        low, _, high = quantiles((median(one) / median(other) for one, other in zip(self.first, self.second, strict=True)), n=4)
        return {
            "first_microseconds": round(middle(self.first) * 1e6, 1),
            "second_microseconds": round(middle(self.second) * 1e6, 1),
            "middle_half_of_ratios": [round(low, 3), round(high, 3)],
            "steps_of_each": sum(map(len, self.first)),
        }


def middle(blocks: list[list[float]]) -> float:
    """The median of all steps."""
    return median(each for block in blocks for each in block)


def take_turns(first: Act, second: Act, *, blocks: int = 200, steps: int = 20) -> Comparison:
    """Time blocks of steps of one side and the other by turns; each side goes first in every other block."""
    compared = Comparison()
    sides = [(first, compared.first), (second, compared.second)]
    for act, _ in sides:
        seconds_of_each(act, steps * 5)
    gc.collect()
    for _ in range(blocks):
        for act, times in sides:
            times.append(seconds_of_each(act, steps))
        sides.reverse()
    return compared


def seconds_of_each(act: Act, steps: int) -> list[float]:
    """How long each of some steps takes."""
    times = []
    for _ in range(steps):
        begin = perf_counter()
        act()
        times.append(perf_counter() - begin)
    return times
