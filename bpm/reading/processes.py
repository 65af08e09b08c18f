"""Verdicts for processes and pools: what begins, which is the main one, who is outside (BPMN 2.0.2, 9.2, 10.2, 13.2)."""

from typing import Final

from bpm.dialect import SUBPROCESSES, L
from bpm.reading.events import kind_of
from bpm.reading.model import Model, is_event_subprocess, label, nodes_in
from bpm.reading.others import GLOBALS
from bpm.reading.parsing import Element
from bpm.reading.tree import child, children, extension, identifier, is_true, shown, tag

_SHOWN: Final = 5


def read_processes(model: Model) -> None:
    filled = [process for process in model.processes if nodes_in(process)]
    model.main = main_of(filled)
    for process in model.processes:
        if process in filled:
            _read_filled(process, model=model)
        else:
            model.note(process, "empty-process")
    for scope in model.containers():
        if scope in filled or (tag(scope) in SUBPROCESSES and nodes_in(scope)):
            _read_beginning(scope, model=model)
    _note_called_only(filled, model=model)
    if model.main is not None:
        model.root.set(f"{L}main", identifier(model.main))
    else:
        _note_nothing(model)


def main_of(filled: list[Element]) -> Element | None:
    """The one with lz:ticket, else the first executable one, else the first with flow nodes (dialect, "Several filled pools")."""
    with_ticket = (process for process in filled if next(extension(process, "ticket"), None) is not None)
    executable = (process for process in filled if is_true(process.get("isExecutable")))
    return next((process for group in (with_ticket, executable, filled) for process in group), None)


def _read_filled(process: Element, *, model: Model) -> None:
    if not is_true(process.get("isExecutable")):
        model.note(process, "not-executable")
    if next(children(process, "endEvent"), None) is None:
        model.note(process, "no-end")


def _read_beginning(scope: Element, *, model: Model) -> None:
    starts = list(children(scope, "startEvent"))
    if is_event_subprocess(scope):
        return
    if not starts and tag(scope) != "adHocSubProcess":
        _note_no_start(scope, model=model)
    none_starts = [start for start in starts if not kind_of(start)]
    if tag(scope) != "process" and len(none_starts) > 1:
        model.note(scope, "many-starts", count=str(len(none_starts)))


def _note_no_start(scope: Element, *, model: Model) -> None:
    firsts = [node for node in nodes_in(scope) if not model.incoming[node] and not _never_begins(node)]
    if firsts:
        named = ", ".join(repr(shown(label(node))) for node in firsts[:_SHOWN])
        model.note(scope, "no-start", nodes=named + (" …" if len(firsts) > _SHOWN else ""))
    else:
        model.note(scope, "no-beginning")


def _never_begins(node: Element) -> bool:
    """What has no incoming flow and still gets no token at the beginning (semantics 2)."""
    is_link = tag(node) == "intermediateCatchEvent" and child(node, "linkEventDefinition") is not None
    return tag(node) == "boundaryEvent" or is_event_subprocess(node) or is_true(node.get("isForCompensation")) or is_link


def _note_called_only(filled: list[Element], *, model: Model) -> None:
    in_pools = {participant.get("processRef") for participant in model.all("participant")}
    for process in filled:
        if process is not model.main and identifier(process) not in in_pools and model.main is not None:
            model.note(process, "called-only", main=label(model.main))


def _note_nothing(model: Model) -> None:
    outside = [tag(element) for element in children(model.root, "choreography", "globalConversation", "globalChoreographyTask")]
    if any(True for _ in model.all("conversation", "subConversation", "callConversation", "globalConversation")):
        outside.append("conversation")
    if outside:
        what = "a conversation" if "onversation" in outside[-1] else "a choreography"
        model.sheet.trouble("only-conversations", line=model.sheet.line(model.root), what=what)
    elif not any(True for _ in children(model.root, *GLOBALS)) or model.processes:
        model.sheet.trouble("nothing-to-run", line=model.sheet.line(model.root))
    else:
        model.sheet.trouble("only-globals", line=model.sheet.line(model.root))
