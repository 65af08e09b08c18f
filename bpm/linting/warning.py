"""A warning of the lint: a stable code with parameters, put into words only when it is shown."""

from dataclasses import dataclass, field

from bpm.linting.words import WORDS


@dataclass(frozen=True, slots=True)
class LintWarning:
    """Something that will run, but perhaps not as meant. `id` and `line` say where; stored reports keep `rule` and `params`."""

    id: str
    line: int
    rule: str
    params: dict[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return WORDS[self.rule].message.format_map(self.params)

    @property
    def hint(self) -> str:
        return WORDS[self.rule].hint.format_map(self.params)

    def as_json(self) -> dict[str, object]:
        return {"id": self.id, "line": self.line, "rule": self.rule, "message": self.message, "hint": self.hint}
