"""What an upload is: models and decisions as the reader sees them, what they call from active versions, and texts in other languages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from bpm.reader import Report, Say, Source, check, in_english
from foundation.db import db
from foundation.errors import Refused
from processes.deploying import translations
from processes.versions import PartKind, ProcessDefinition, ProcessPart, ProcessVersion, VersionState

MOST_FILES: Final = 50
MISSING_CALL: Final = "call-missing"
MODELS: Final = (PartKind.MAIN, PartKind.CALLED, PartKind.DECISIONS)

Files = Sequence[tuple[str, bytes]]


class NotDeployable(Refused):
    """Files that cannot be deployed, with the reader's reports."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self._reports = tuple(reports)
        super().__init__(dict(problems_of(reports)))

    def reports(self, say: Say = in_english) -> list[dict[str, Any]]:
        """The reports as plain data; `say`: how a sentence with holes and what fills them are read."""
        return [report.as_json(say) for report in self._reports]


@dataclass(frozen=True)
class Part:
    """A file of a version that is not stored yet."""

    kind: PartKind
    name: str
    content: bytes


@dataclass(frozen=True)
class Upload:
    """Files that can run: what is stored of them, the main model first, and what the reader said."""

    parts: tuple[Part, ...]
    reports: tuple[Report, ...]
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read(files: Files) -> Upload:
    """The files, with what they call pinned.

    Raises:
        Refused: there are no files, or too many; the first is no model; texts in other languages cannot be read.
        NotDeployable: the reader's report.
    """
    if not 0 < len(files) <= MOST_FILES:
        raise Refused(f"Give the model first, and at most {MOST_FILES} files in all.")
    own = [Source(name, data) for name, data in files if not translations.is_file_of_texts(name)]
    texts = [(name, data) for name, data in files if translations.is_file_of_texts(name)]
    if not own or own[0].name != files[0][0]:
        raise Refused(f"{files[0][0]} holds texts; give the model first.")
    reports, pinned = read_with_called(own)
    if not all(report.deployable for report in reports):
        raise NotDeployable(reports)
    if reports[0].kind != "bpmn":
        raise Refused(f"{own[0].name} holds decisions, no process; give the model that asks them first.")
    return Upload(
        parts=(
            *(Part(kind_of(report, at), report.file, report.xml or b"") for at, report in enumerate(reports)),
            *pinned,
            *(Part(PartKind.SOURCE, source.name, source.data) for source in own),
            *(Part(PartKind.TEXTS, name, data) for name, data in texts),
        ),
        reports=tuple(reports),
        texts=translations.read_all(texts),
    )


def kind_of(report: Report, position: int) -> PartKind:
    """What a file of an upload is."""
    if report.kind == "dmn":
        return PartKind.DECISIONS
    return PartKind.CALLED if position else PartKind.MAIN


def read_with_called(own: Sequence[Source]) -> tuple[list[Report], list[Part]]:
    """The reports on the files, and the parts of active versions that are called and were not given along."""
    pinned: list[Part] = []
    asked: set[str] = set()
    while True:
        reports = check([*own, *(Source(part.name, part.content) for part in pinned)])[: len(own)]
        missing = called_elsewhere(reports) - asked
        known = {part.content for part in pinned}
        found = [part for part in parts_of_active(missing) if part.content not in known]
        if not found:
            return reports, pinned
        asked |= missing
        pinned += found


def called_elsewhere(reports: Iterable[Report]) -> set[str]:
    """The processes that are called and in none of the files."""
    notes = (note for report in reports for element in report.elements for note in element.notes)
    return {note.params["ref"] for note in notes if note.rule == MISSING_CALL}


def parts_of_active(process_ids: set[str]) -> Iterator[Part]:
    """What the active versions of these processes consist of."""
    rows = db.session.execute(
        select(ProcessDefinition.process_id, ProcessVersion.number, ProcessPart.kind, ProcessPart.name, ProcessPart.content)
        .join(ProcessVersion, ProcessVersion.definition_id == ProcessDefinition.id)
        .join(ProcessPart, ProcessPart.version_id == ProcessVersion.id)
        .where(ProcessDefinition.process_id.in_(process_ids), ProcessVersion.state == VersionState.ACTIVE, ProcessPart.kind.in_(MODELS))
        .order_by(ProcessDefinition.process_id, ProcessPart.position)
    )
    for process_id, number, kind, name, content in rows if process_ids else ():
        pinned = f"{process_id}, version {number}" if kind is PartKind.MAIN else name
        yield Part(PartKind.DECISIONS if kind is PartKind.DECISIONS else PartKind.CALLED, pinned[:255], content)


def problems_of(reports: Iterable[Report]) -> Iterator[tuple[str, str]]:
    """What stands in the way, by element; trouble with a whole file by its name."""
    for report in reports:
        for trouble in report.errors:
            yield report.file, f"{trouble.note.message} {trouble.note.hint}".strip()
        for element in report.elements:
            if element.verdict == "refused":
                said = element.as_json()
                yield element.id, f"{said['message']} {said['hint']}".strip()
