"""Whether what a file says in our dialect is said rightly: elements, places, attributes and values, held against `dialect.json`."""

from lxml import etree

from bpm.dialect import LZ, Element as Kind, L, Property, attributes, elements
from bpm.expressions import nearest_name
from bpm.reading.model import Model
from bpm.reading.parsing import Element
from bpm.reading.tree import shown, tag, up


def read_declared(model: Model) -> None:
    for element in model.elements:
        if element.tag.startswith(L):
            _read_element(element, model=model)
        elif any(name.startswith(L) for name in element.attrib):
            _read_attributes(element, model=model)


def meant(name: str, *, among: object) -> str:
    """` Is "x" meant?`, if something is spelt nearly like it."""
    near = nearest_name(name, sorted(among))  # type: ignore[call-overload]
    return " " + f"Is {near!r} meant?" if near else ""


def _read_element(element: Element, *, model: Model) -> None:
    name = element.tag[len(L) :]
    kind = elements().get(name)
    if kind is None:
        model.note(element, "lz-element", tag=shown(name), nearest=meant(name, among=elements()))
        return
    _read_place(element, kind, model=model)
    _read_values(element, kind, model=model)


def _read_place(element: Element, kind: Kind, *, model: Model) -> None:
    parent = up(element)
    if parent.tag.startswith(L):
        place = parent.tag[len(L) :]
    elif tag(parent) == "extensionElements":
        place = tag(up(parent))
    else:
        model.note(element, "lz-outside", tag=kind.name)
        return
    if place not in kind.allowed_in:
        model.note(element, "lz-place", tag=kind.name, place=place or "a foreign element", where=", ".join(sorted(kind.allowed_in)))


def _read_values(element: Element, kind: Kind, *, model: Model) -> None:
    place = f"lz:{kind.name}"
    for name, value in element.attrib.items():
        given = etree.QName(name)
        if given.namespace in {None, LZ}:
            known = kind.attributes.get(given.localname) if given.namespace is None else None
            _read_value(element, known, name=given.localname, value=value, place=place, among=kind.attributes, model=model)
    for known in kind.attributes.values():
        if known.required and not element.get(known.name, "").strip():
            model.note(element, "lz-required", tag=kind.name, attribute=known.name)


def _read_value(  # noqa: PLR0913 -- what is looked at, what is known of it, and where to write it down
    element: Element, known: Property | None, *, name: str, value: str, place: str, among: object, model: Model
) -> None:
    if known is None:
        model.note(element, "lz-attribute", attribute=shown(name), place=place, nearest=meant(name, among=among))
        return
    possible = _possible(known)
    words = value.split() if known.words else [value.strip()]
    if possible and not all(word in possible for word in words):
        model.note(element, "lz-value", attribute=name, value=shown(value), place=place, possible=", ".join(possible))
    if known.integer and not value.strip().lstrip("-").isdigit():
        model.note(element, "lz-value", attribute=name, value=shown(value), place=place, possible="whole numbers")


def _possible(known: Property) -> tuple[str, ...]:
    return ("true", "false") if known.boolean else known.words or known.literals


def _read_attributes(element: Element, *, model: Model) -> None:
    for name, value in element.attrib.items():
        if name.startswith(L):
            short = name[len(L) :]
            known, bearers = attributes().get(short, (None, frozenset[str]()))
            _read_value(element, known, name=short, value=value, place=tag(element) or "a foreign element", among=attributes(), model=model)
            if known is not None and tag(element) not in bearers:
                where = ", ".join(sorted(bearers))
                model.note(element, "lz-place", tag=short, place=tag(element) or "a foreign element", where=where)
