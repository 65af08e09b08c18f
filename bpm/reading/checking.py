"""From an opened document to its report: the steps of the reading, in order."""

from typing import Final

from lxml import etree

from bpm.dialect import OUR_LANGUAGE, L
from bpm.linting import lint
from bpm.reading.activities import read_activities
from bpm.reading.calls import read_calls
from bpm.reading.decisions import check_decisions
from bpm.reading.declared import read_declared
from bpm.reading.dialogs import read_dialogs
from bpm.reading.events import read_events
from bpm.reading.forms import read_forms
from bpm.reading.gateways import read_leaving
from bpm.reading.identity import give_ids
from bpm.reading.loops import read_loops
from bpm.reading.messages import read_messages
from bpm.reading.model import Model
from bpm.reading.naming import read_names
from bpm.reading.opening import Document
from bpm.reading.others import Others
from bpm.reading.parsing import Element, parse
from bpm.reading.people import read_people
from bpm.reading.processes import read_processes
from bpm.reading.proving import prove
from bpm.reading.report import Advice, Report
from bpm.reading.stop import Stop
from bpm.reading.structure import join
from bpm.reading.surroundings import read_surroundings
from bpm.reading.texts import read_texts
from bpm.reading.tree import identifier
from bpm.reading.values import read_values

_STEPS: Final = (
    give_ids, join, read_declared, read_events, read_leaving, read_texts, read_loops, read_messages, read_activities, read_calls,
    read_forms, read_people, read_processes, read_surroundings, read_dialogs, read_names, read_values,
)  # fmt: skip


def check_document(document: Document, *, file: str, others: Others) -> Report:
    if document.kind == "dmn":
        return check_decisions(document, file=file)
    model = Model(document, others=others, is_foreign=_is_foreign(document.root))
    for step in _STEPS:
        step(model)
    _mark(model)
    if _is_sound(model):
        prove(model)
    return _report(model, file=file, warnings=_warnings(model))


def _is_sound(model: Model) -> bool:
    return not model.sheet.errors and not any(model.sheet.is_refused(element) for element in model.sheet.rows)


def _warnings(model: Model) -> tuple[Advice, ...]:
    """What the lint says; it needs a model whose parts are joined."""
    if not _is_sound(model):
        return ()
    return tuple(Advice(warning.id, _line(warning.id, model=model), warning.rule, warning.params) for warning in lint(model.root))


def _line(key: str, *, model: Model) -> int | None:
    element = model.by_id.get(key)
    return None if element is None else model.sheet.line(element)


def _is_foreign(root: Element) -> bool:
    """Whether the file declares nothing of ours. A file that was normalised before says it itself."""
    said: str | None = root.get(f"{L}foreign")
    if said is not None:
        return said == "true"
    return not any(_is_ours(element) for element in root.iter(etree.Element))


def _is_ours(element: Element) -> bool:
    return element.tag.startswith(L) or any(name.startswith(L) for name in element.attrib)


def _mark(model: Model) -> None:
    model.root.set("expressionLanguage", OUR_LANGUAGE)
    if model.is_foreign:
        model.root.set(f"{L}foreign", "true")


def _report(model: Model, *, file: str, warnings: tuple[Advice, ...]) -> Report:
    deployable = _is_sound(model)
    return Report(
        file=file,
        deployable=deployable,
        processes=tuple(identifier(process) for process in model.processes),
        errors=tuple(model.sheet.errors),
        elements=model.sheet.verdicts(),
        warnings=warnings,
        xml=serialised(model.root) if deployable else None,
    )


def serialised(root: Element) -> bytes:
    """The document as it will be stored: read again it must be the very elements that have been checked."""
    xml: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    if [element.tag for element in parse(xml.decode()).iter()] != [element.tag for element in root.iter()]:
        raise Stop("unfaithful")
    return xml
