"""An agent."""

from dataclasses import dataclass
from typing import ClassVar

from desk.field_kinds import kinds
from desk.fields.pointing import PointingKind


@kinds.register("agent")
@dataclass(frozen=True)
class AgentField(PointingKind):
    label: ClassVar[str] = "agent"
    to: ClassVar[str] = "agent"
