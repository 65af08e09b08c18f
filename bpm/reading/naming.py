"""Names: whether those that texts use exist, and whether those a model declares can be told apart (engine 3, dialect "Names")."""

from collections.abc import Iterator
from typing import Final

from bpm.expressions import VIEWS
from bpm.reading.declared import meant
from bpm.reading.model import Model
from bpm.reading.parsing import Element
from bpm.reading.scopes import LOOP_NAMES, TICKET_NAMES, Names, clash_of, is_name
from bpm.reading.tree import extension, shown, tag
from bpm.reading.uses import Use, uses

_SETTING: Final = {"decision": "into", "loop": "into", "out": "name"}


def read_names(model: Model) -> None:
    names = Names(model)
    found = list(uses(model))
    if model.is_foreign:
        _note_unset(found, names=names, model=model)
        return
    for use in found:
        _refuse_unknown(use, names=names, model=model)
    _read_declarations(model, names=names)
    _read_targets(model, names=names)


def _refuse_unknown(use: Use, *, names: Names, model: Model) -> None:
    known = names.everywhere_in(use.place) if tag(use.place) == "process" else names.at(use.place)
    for name in sorted(use.names):
        if not _is_known(name, known=known):
            model.note(
                use.place,
                "unknown-name",
                what=use.what,
                text=shown(use.text),
                name=name,
                nearest=meant(name.removeprefix("ticket."), among=known),
            )
    if use.target and not _is_known(use.target, known=known):
        model.note(use.place, "lz-target-unknown", place="The script", name=use.target, nearest=meant(use.target, among=known))


def _is_known(name: str, *, known: frozenset[str]) -> bool:
    view, _, rest = name.rpartition(".")
    if view == "ticket":
        return rest in known
    return name in known or view in VIEWS or name in VIEWS


def _note_unset(found: list[Use], *, names: Names, model: Model) -> None:
    """In a foreign model unknown names become process variables; where nothing sets them, the report says so."""
    known = TICKET_NAMES | LOOP_NAMES | model.set_names | {use.target for use in found if use.target} | set(_set_by_elements(model))
    for use in found:
        for name in sorted(use.names):
            if name not in names.at(use.place) and not _is_known(name, known=frozenset(known)):
                model.note(use.place, "unset-name", what=use.what, name=name)


def _set_by_elements(model: Model) -> Iterator[str]:
    for node in model.nodes():
        for element_name, attribute in _SETTING.items():
            yield from (ours.get(attribute, "").strip() for ours in extension(node, element_name))
        for loop in extension(node, "loop"):
            yield loop.get("item", "").strip()


def _read_declarations(model: Model, *, names: Names) -> None:
    for scope in model.containers():
        seen: set[str] = set()
        for kind in ("field", "variable"):
            for ours in extension(scope, kind):
                _read_declaration(ours, kind=kind, seen=seen, names=names, model=model)


def _read_declaration(ours: Element, *, kind: str, seen: set[str], names: Names, model: Model) -> None:
    name = ours.get("name", "").strip()
    if not name:
        return
    clash = clash_of(name) or ("a field" if kind == "variable" and name in names.fields and name not in seen else "")
    if not is_name(name):
        model.note(ours, "lz-name-invalid", name=shown(name), kind=kind)
    elif name in seen:
        model.note(ours, "lz-name-twice", name=name, kind=kind)
    elif clash:
        model.note(ours, "lz-name-clash", name=name, kind=kind, what=clash)
    seen.add(name)


def _read_targets(model: Model, *, names: Names) -> None:
    """Names that elements of ours write to."""
    for node in model.nodes():
        for element_name, attribute in _SETTING.items():
            if element_name == "out" and tag(node) != "callActivity":
                continue
            for ours in extension(node, element_name):
                name = ours.get(attribute, "").strip()
                known = names.at(node)
                if name and not _is_known(name, known=known):
                    place = f"lz:{element_name} {attribute}"
                    model.note(node, "lz-target-unknown", place=place, name=shown(name), nearest=meant(name, among=known))
