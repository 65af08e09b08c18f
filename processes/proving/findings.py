"""What is wrong with the history, as data."""

from dataclasses import asdict, dataclass, field
from typing import Any

MOST_KEPT = 1_000  # of findings; they are counted on


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that is not as the writer of history has left it.

    Args:
        problem: a sentence.
        ticket_id, ticket: whose history, by id and number; None if it is about a checkpoint, or there is no such ticket.
        position: of the entry.
        checkpoint: its number, if it is about one, or was found by one.
    """

    problem: str
    ticket_id: int | None = None
    ticket: str | None = None
    position: int | None = None
    checkpoint: int | None = None

    def __str__(self) -> str:
        about = (("checkpoint", self.checkpoint), ("ticket", self.ticket or (self.ticket_id and f"with id {self.ticket_id}")))
        place = ", ".join(f"{noun} {which}" for noun, which in (*about, ("entry", self.position)) if which is not None)
        return f"{place}: {self.problem}" if place else self.problem


@dataclass(kw_only=True)
class Proof:
    """What was looked at, and what was found. `newest` is the last checkpoint: number, moment and digest."""

    tickets: int = 0
    entries: int = 0
    erased: int = 0
    checkpoints: int = 0
    newest: tuple[int, str, str] | None = None
    found: int = 0
    findings: list[Finding] = field(default_factory=list)

    def note(self, problem: str, **where: Any) -> None:
        """Keep a finding."""
        self.found += 1
        if len(self.findings) < MOST_KEPT:
            self.findings.append(Finding(problem=problem, **where))

    @property
    def holds(self) -> bool:
        """Whether everything is as it was written."""
        return not self.found

    def as_json(self) -> dict[str, Any]:
        """The same, to be read by programs."""
        newest = dict(zip(("number", "at", "digest"), self.newest, strict=True)) if self.newest else None
        counted = {name: getattr(self, name) for name in ("holds", "tickets", "entries", "erased", "checkpoints", "found")}
        return {**counted, "newest_checkpoint": newest, "findings": [asdict(finding) for finding in self.findings]}
