"""Puts a model together: the shape that `From OTRS` of dialect.md describes.

Activity: user task, then a gateway whose flows are its transitions in their order and whose default flow leads back. The start event
offers the start dialog and leads to the gateway of the start activity. Actions stand in one service task on the way of a transition.
"""

from dataclasses import dataclass
from typing import Any

from lxml import etree

from bpm.dialect import LZ
from bpm.layout import LayoutError, laid_out
from bpm.otrs.dialogs import PROCESS_DEFAULTS, DialogWriter
from bpm.otrs.draft import Draft, new_draft
from bpm.otrs.export import Entity, Export, as_list, as_map, as_text
from bpm.otrs.fields import PREFIX
from bpm.otrs.nodes import write_activity, write_start
from bpm.otrs.report import Finding
from bpm.otrs.texts import template
from bpm.otrs.ways import Ways, write_flows
from bpm.otrs.xml import PREFIXES, put, put_text, qualified
from bpm.sentences import Sentence

_STATES = {
    **dict.fromkeys(("Inactive", "S2"), Sentence("The process is inactive in OTRS. Activate the model only if it should run.")),
    **dict.fromkeys(("FadeAway", "S3"), Sentence("The process fades away in OTRS: no new tickets are to start in it.")),
}


@dataclass(frozen=True)
class OtrsImport:
    """The model as BPMN, the id of its process, and what became of each entity."""

    xml: bytes
    process_id: str
    report: list[Finding]


def build(export: Export) -> OtrsImport:
    draft = new_draft(export)
    root = etree.Element(qualified("bpmn:definitions"), nsmap=PREFIXES)
    root.set("id", draft.ids.new(f"{draft.process_id}_file"))
    root.set("targetNamespace", f"{LZ}:otrs")
    _write_process(root, draft)
    _finish_report(draft)
    xml = _drawn(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True), draft)
    return OtrsImport(xml, draft.process_id, list(draft.report))


def _drawn(xml: bytes, draft: Draft) -> bytes:
    """The model with a diagram. Places on the canvas of OTRS are none for gateways, events and actions, so all are found anew."""
    try:
        return laid_out(xml)
    except LayoutError as error:
        draft.report.add(draft.export.process.key, "adapted", Sentence("The model has no diagram. {problem}", problem=str(error)))
        return xml


def _write_process(root: Any, draft: Draft) -> None:
    export = draft.export
    process = put(root, "bpmn:process", id=draft.process_id, name=export.process.name, isExecutable="true")
    if description := as_text(export.process.config.get("Description", "")):
        put_text(process, "bpmn:documentation", text=description)
    extensions = put(process, "bpmn:extensionElements")
    _write_ticket(extensions, draft)
    write_start(process, draft)
    for activity in export.ways:
        write_activity(process, draft, activity)
    ways = Ways(process, draft)
    for edges in export.ways.values():
        ways.write(edges)
    write_flows(process, draft)
    _write_dialogs(extensions, draft)
    _declare_fields(extensions, draft)


def _write_ticket(extensions: Any, draft: Draft) -> None:
    """What OTRS gives a new process ticket where the start dialog says nothing (desk.md 11.3)."""
    process = draft.export.process
    defaults = {key.lower(): PROCESS_DEFAULTS[key] for key in ("Queue", "State", "Priority")}
    if _asks_title(draft.export):
        put(extensions, "lz:ticket", **defaults)
    else:
        put(extensions, "lz:ticket", title=f"{template(process.name)} - {{{{ now() }}}}", **defaults)
        message = Sentence(
            "A ticket without a title is called by the process and the time; OTRS would take the subject of its article first."
        )
        draft.report.add(process.key, "adapted", message)


def _asks_title(export: Export) -> bool:
    """Whether nobody can start the process without a title; then a title made up would hide that it is missing."""
    config = export.dialogs[export.start_dialog].config if export.start_dialog else {}
    title = as_map(config.get("Fields", ""), "Fields").get("Title", "")
    return isinstance(title, dict) and title.get("Display") == "2" and "Title" in as_list(config.get("FieldOrder", ""))


def _write_dialogs(extensions: Any, draft: Draft) -> None:
    export = draft.export
    for dialog, dialog_id in draft.dialog.items():
        writer = DialogWriter(export.dialogs[dialog], fields=draft.fields, report=draft.report)
        writer.write(extensions, dialog_id=dialog_id, starts=dialog == export.start_dialog)
    for dialog, entity in export.dialogs.items():
        if dialog not in draft.dialog:
            draft.report.add(entity.key, "documentation", Sentence("No activity offers it; it is left out."))


def _declare_fields(extensions: Any, draft: Draft) -> None:
    """Fields stand before the dialogs that show them, and are known only once all has been written."""
    shown = {show.get("field") for show in extensions.iter(qualified("lz:show"))}
    for place, (original, name) in enumerate(draft.fields.names.items(), start=1):
        kind = "multiselect" if draft.fields.holds_list(original) else "text"
        extensions.insert(place, etree.Element(qualified("lz:field"), name=name, type=kind, label=original))
        if name not in shown:
            message = Sentence(
                "No dialog shows the field {original!r}; it is declared, since conditions or actions use it.", original=original
            )
            draft.report.add((PREFIX + original, original), "adapted", message)
    if draft.fields.names:
        message = Sentence(
            "An export does not define its fields: they are texts, or lists where a condition asks for one. Correct their types."
        )
        draft.report.add(draft.export.process.key, "adapted", message)


def _finish_report(draft: Draft) -> None:
    """What was left out, and one line for each entity that nothing was to be said of."""
    export, report = draft.export, draft.report
    if message := _STATES.get(export.state):
        report.add(export.process.key, "documentation", message)
    transitions, actions = {edge.transition for edge in export.edges}, {action for edge in export.edges for action in edge.actions}
    unused = [*_others(export.transitions, transitions), *_others(export.actions, actions), *_others(export.activities, set(export.ways))]
    for entity in unused:
        report.add(entity.key, "documentation", Sentence("No way in the process uses it; it is left out."))
    told = report.told()
    pools = (export.activities, export.dialogs, export.transitions, export.actions)
    for entity in (export.process, *(one for pool in pools for one in pool.values())):
        if entity.id not in told:
            report.add(entity.key, "carried", Sentence("Carried over as it is."))


def _others(pool: dict[str, Entity], used: set[str]) -> list[Entity]:
    return [entity for key, entity in pool.items() if key not in used]
