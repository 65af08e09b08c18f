"""What became of each entity of an export: carried, adapted, kept as documentation, or refused."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from bpm.sentences import Say, Sentence, in_english

Verdict = Literal["carried", "adapted", "documentation", "refused"]


@dataclass(frozen=True)
class Finding:
    """One sentence about one entity of the export."""

    entity_id: str
    name: str
    verdict: Verdict
    message: Sentence

    def as_json(self, say: Say = in_english) -> dict[str, Any]:
        return asdict(self) | {"message": self.message.said(say)}


@dataclass
class Report:
    """Collects findings, each once, in the order in which they are met."""

    findings: dict[Finding, None] = field(default_factory=dict)

    def add(self, entity: tuple[str, str], verdict: Verdict, message: Sentence) -> None:
        self.findings.setdefault(Finding(*entity, verdict, message))

    def told(self) -> set[str]:
        return {finding.entity_id for finding in self.findings}

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)
