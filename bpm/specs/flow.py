"""A sequence flow: the way from one node to the next, and the condition that guards it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpm.expressions import Expression


@dataclass(frozen=True, slots=True)
class Flow:
    """One sequence flow (BPMN 10.2.2.1).  `source` and `target` are node ids within the same scope."""

    id: str
    source: str
    target: str
    condition: Expression | None = None
