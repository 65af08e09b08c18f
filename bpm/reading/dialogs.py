"""Whether dialogs, offers, fields and actions of a model fit together: what is referred to exists, what is needed is said."""

from typing import Final

import re2

from bpm.catalogue import CATALOGUE
from bpm.host import ActionSpec
from bpm.reading.declared import meant
from bpm.reading.model import Model
from bpm.reading.parsing import Element
from bpm.reading.regexes import mistake_in
from bpm.reading.scopes import TICKET_NAMES, Names
from bpm.reading.tree import extension, shown, tag

# A multiselect may do without: a field that came from OTRS takes what it is given.
_WITH_OPTIONS: Final = frozenset({"dropdown"})


def read_dialogs(model: Model) -> None:
    names = Names(model)
    for process in model.processes:
        known = _read_process(process, names=names, model=model)
        for node in (node for node in process.iter("{*}*") if tag(node)):
            _read_offers(node, known=known, model=model)
            for action in extension(node, "action"):
                _read_action(action, model=model)
    for place in model.all("userTask", "startEvent", "lane"):
        for may in extension(place, "may"):
            if not any(may.get(name, "").strip() for name in ("group", "role", "agent", "customer")):
                model.note(may, "lz-may")


def _read_process(process: Element, *, names: Names, model: Model) -> set[str]:
    """Its fields and dialogs; the ids of its dialogs."""
    for ours in extension(process, "field"):
        _read_field(ours, model=model)
    known: set[str] = set()
    for dialog in extension(process, "dialog"):
        key = dialog.get("id", "").strip()
        if key in known:
            model.note(dialog, "lz-dialog-twice", dialog=shown(key))
        known.add(key)
        for show in extension_children(dialog, "show"):
            _read_show(show, dialog=key, process=process, names=names, model=model)
    return known


def extension_children(element: Element, name: str) -> list[Element]:
    return list(element.iterchildren(f"{{*}}{name}"))


def _read_show(show: Element, *, dialog: str, process: Element, names: Names, model: Model) -> None:
    field, variable = show.get("field", "").strip(), show.get("variable", "").strip()
    if bool(field) == bool(variable):
        model.note(show, "lz-show", dialog=shown(dialog))
        return
    known = TICKET_NAMES | names.fields if field else names.everywhere_in(process)
    name = field.removeprefix("ticket.") or variable
    if name not in known:
        model.note(show, "lz-field-unknown", dialog=shown(dialog), name=shown(name), nearest=meant(name, among=known))


def _read_offers(node: Element, *, known: set[str], model: Model) -> None:
    for offer in extension(node, "offers"):
        dialog = offer.get("dialog", "").strip()
        if dialog and dialog not in known:
            model.note(offer, "lz-dialog-unknown", dialog=shown(dialog), nearest=meant(dialog, among=known))


def _read_field(ours: Element, *, model: Model) -> None:
    name, kind = ours.get("name", ""), ours.get("type", "").strip()
    if kind in _WITH_OPTIONS and not extension_children(ours, "value"):
        model.note(ours, "options-missing", name=shown(name), kind=kind)
    for check in extension_children(ours, "check"):
        text = check.get("regex", "")
        try:
            re2.compile(text)
        except re2.error as problem:
            model.note(ours, "regex", text=shown(text), name=shown(name), problem=mistake_in(problem))


def _read_action(action: Element, *, model: Model) -> None:
    name = action.get("name", "").strip()
    spec = CATALOGUE.get(name)
    if spec is None:
        if name:
            model.note(action, "action-unknown", name=shown(name), nearest=meant(name, among=CATALOGUE))
        return
    given = [param.get("name", "").strip() for param in extension_children(action, "param")]
    _read_params(action, spec, given=given, model=model)


def _read_params(action: Element, spec: ActionSpec, *, given: list[str], model: Model) -> None:
    for param in dict.fromkeys(given):
        if param not in spec.params and not spec.open_ended:
            model.note(action, "action-param", action=spec.name, name=shown(param), nearest=meant(param, among=spec.params))
        if given.count(param) > 1:
            model.note(action, "action-param-twice", action=spec.name, name=shown(param))
    for param in sorted(spec.required - set(given)):
        model.note(action, "action-param-missing", action=spec.name, name=param)
