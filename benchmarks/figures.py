"""What a measurement hands back: one figure with its target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure.

    `unit` is "" for a ratio.  `target` is the most it may be, or the least where `more_is_better`; None where it is told for
    comparison only.  `details` are the numbers it comes from.
    """

    what: str
    value: float
    unit: str = ""
    target: float | None = None
    more_is_better: bool = False
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        """Met, missed, or nothing to meet."""
        if self.target is None:
            return ""
        met = self.value >= self.target if self.more_is_better else self.value <= self.target
        return "met" if met else "**missed**"

    @property
    def bound(self) -> str:
        """The target as it stands in the table."""
        if self.target is None:
            return ""
        return f"{'≥' if self.more_is_better else '≤'} {self.shown(self.target)}"

    def shown(self, number: float | None) -> str:
        """A number with the unit of this figure."""
        if number is None:
            return ""
        digits = f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
        return f"{digits} {self.unit}".rstrip()
