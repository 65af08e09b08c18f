"""What a reading found, as data: codes and parameters, put into words only when shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from bpm.reading.rules import RULES, worst
from bpm.sentences import Say, as_record, from_record, in_english, said

if TYPE_CHECKING:
    from bpm.linting.words import Words


@dataclass(frozen=True)
class Note:
    """One rule that applies, with what fills its sentence."""

    rule: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        return RULES[self.rule].verdict

    @property
    def message(self) -> str:
        return self.said(in_english)[0]

    @property
    def hint(self) -> str:
        return self.said(in_english)[1]

    def said(self, say: Say) -> tuple[str, str]:
        """The message and the hint."""
        rule = RULES[self.rule]
        return said(rule.message, self.params, say), said(rule.hint, self.params, say)

    def as_record(self) -> list[Any]:
        return [self.rule, as_record(self.params)]

    @classmethod
    def from_record(cls, rule: str, params: Mapping[str, Any]) -> Self:
        return cls(rule, from_record(params))


@dataclass(frozen=True)
class Trouble:
    """Trouble with the file as a whole."""

    note: Note
    line: int | None = None

    def as_json(self, say: Say = in_english) -> dict[str, Any]:
        message, hint = self.note.said(say)
        return {"line": self.line, "rule": self.note.rule, "message": message, "hint": hint}


@dataclass(frozen=True)
class Verdict:
    """What becomes of one element of the file."""

    id: str
    name: str
    type: str
    line: int
    notes: tuple[Note, ...]

    @property
    def verdict(self) -> str:
        return worst(note.verdict for note in self.notes)

    @property
    def telling(self) -> tuple[Note, ...]:
        """The notes that made the verdict; what else was found matters less."""
        return tuple(note for note in self.notes if note.verdict == self.verdict)

    def as_json(self, say: Say = in_english) -> dict[str, Any]:
        telling = self.telling
        told = [note.said(say) for note in telling]
        return {
            "id": self.id,
            "name": self.name,
            "type": self.type,
            "line": self.line,
            "verdict": self.verdict,
            "rule": telling[0].rule,
            "message": " ".join(message for message, _hint in told),
            "hint": " ".join(dict.fromkeys(hint for _message, hint in told if hint)),
        }


@dataclass(frozen=True)
class Advice:
    """A warning of the lint: the model runs, but perhaps not as meant."""

    id: str
    line: int | None
    rule: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def _words(self) -> "Words":
        # Not at the top: the lint brings much with it, and the reader's child, which needs it anyhow, shall start before that.
        from bpm.linting.words import WORDS  # noqa: PLC0415

        return WORDS[self.rule]

    @property
    def message(self) -> str:
        return in_english(self._words.message, self.params)

    @property
    def hint(self) -> str:
        return in_english(self._words.hint, self.params)

    def as_json(self, say: Say = in_english) -> dict[str, Any]:
        message, hint = said(self._words.message, self.params, say), said(self._words.hint, self.params, say)
        return {"id": self.id, "line": self.line, "rule": self.rule, "message": message, "hint": hint}


@dataclass(frozen=True)
class Report:
    """All that is said about one file, and the normalised document if it may be deployed."""

    file: str
    kind: str = "bpmn"
    deployable: bool = False
    processes: tuple[str, ...] = ()
    errors: tuple[Trouble, ...] = ()
    elements: tuple[Verdict, ...] = ()
    warnings: tuple[Advice, ...] = ()
    xml: bytes | None = None

    @classmethod
    def of_trouble(cls, file: str, *, rule: str, line: int | None = None, params: Mapping[str, str] | None = None) -> Self:
        return cls(file=file, errors=(Trouble(Note(rule, params or {}), line),))

    def as_json(self, say: Say = in_english) -> dict[str, Any]:
        """The entry of `process check --json`; `say`: in other words than those of the rules."""
        return {
            "file": self.file,
            "deployable": self.deployable,
            "processes": list(self.processes),
            "errors": [trouble.as_json(say) for trouble in self.errors],
            "elements": [element.as_json(say) for element in self.elements],
            "warnings": [advice.as_json(say) for advice in self.warnings],
        }

    def as_record(self) -> dict[str, Any]:
        """For storing: codes and parameters, without the document."""
        return {
            "file": self.file,
            "kind": self.kind,
            "deployable": self.deployable,
            "processes": list(self.processes),
            "errors": [[trouble.line, *trouble.note.as_record()] for trouble in self.errors],
            "elements": [_element_record(element) for element in self.elements],
            "warnings": [[advice.id, advice.line, advice.rule, as_record(advice.params)] for advice in self.warnings],
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any], *, xml: bytes | None = None) -> Self:
        return cls(
            file=record["file"],
            kind=record["kind"],
            deployable=record["deployable"],
            processes=tuple(record["processes"]),
            errors=tuple(Trouble(Note.from_record(rule, params), line) for line, rule, params in record["errors"]),
            elements=tuple(_element_of(entry) for entry in record["elements"]),
            warnings=tuple(Advice(key, line, rule, from_record(params)) for key, line, rule, params in record["warnings"]),
            xml=xml,
        )


def _element_record(element: Verdict) -> list[Any]:
    return [element.id, element.name, element.type, element.line, [note.as_record() for note in element.notes]]


def _element_of(entry: Sequence[Any]) -> Verdict:
    identifier, name, kind, line, notes = entry
    return Verdict(identifier, name, kind, line, tuple(Note.from_record(*note) for note in notes))
