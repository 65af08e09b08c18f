"""Small words for walking a BPMN tree; everything else of the reader speaks through them."""

from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from bpm.dialect import ACTIVITIES, BPMN, EVENTS, GATEWAYS, LZ, SUBPROCESSES, B, L
from bpm.errors import BpmError
from bpm.reading.parsing import Element
from bpm.sentences import Sentence

FLOW_NODES: Final = ACTIVITIES | GATEWAYS | EVENTS
CONTAINERS: Final = SUBPROCESSES | {"process"}
SHOWN: Final = 160
LONGEST_PROBLEM: Final = 400


def tag(element: Element) -> str:
    """The local name of a BPMN element, "" for any other."""
    name: str = element.tag
    return name[len(B) :] if name.startswith(B) else ""


def local(element: Element) -> str:
    name: str = etree.QName(element).localname
    return name


def children(element: Element, *tags: str) -> Iterator[Element]:
    """Children that are BPMN elements of these kinds, in order."""
    found: Iterator[Element] = element.iterchildren(*(B + name for name in tags))
    return found


def child(element: Element, name: str) -> Element | None:
    return element.find(B + name)


def up(element: Element) -> Element:
    """The parent of an element that has one."""
    parent = element.getparent()
    if parent is None:
        raise ValueError("The outermost element has no parent.")
    return parent


def within(element: Element, *tags: str) -> Element | None:
    """The nearest element around this one of one of these kinds."""
    return next(element.iterancestors(*(B + name for name in tags)), None)


def identifier(element: Element) -> str:
    key: str = element.get("id", "")
    return key


def text_of(element: Element | None) -> str:
    """All text inside, without surrounding blanks."""
    return "" if element is None else "".join(element.itertext()).strip()


def shown(text: str) -> str:
    """A text of the file, fit for a sentence."""
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + "…"


def problem_of(error: Exception) -> str:
    """What an error says, fit for a report: on one line, and not longer than anybody reads."""
    if isinstance(error, BpmError) and isinstance(error.message, Sentence):
        return error.message.shown(_flat)
    return _flat(str(error))


def _flat(text: str) -> str:
    return " ".join(text.split())[:LONGEST_PROBLEM]


def is_true(value: str | None) -> bool:
    return (value or "").strip() in {"true", "1", "True", "TRUE"}


def is_false(value: str | None) -> bool:
    return (value or "").strip() in {"false", "0", "False", "FALSE"}


def set_text(element: Element, text: str) -> None:
    """The element's only content is this text."""
    for inner in list(element):
        element.remove(inner)
    element.text = text


def remove(element: Element) -> None:
    """Take an element out; text that follows it is only layout."""
    up(element).remove(element)


def extension(element: Element, name: str) -> Iterator[Element]:
    """Our extension elements of this name."""
    for holder in children(element, "extensionElements"):
        yield from holder.iterchildren(L + name)


def foreign(element: Element, names: Mapping[str, tuple[str, ...]]) -> Iterator[Element]:
    """Extension elements of other tools: local names with the namespaces they may have."""
    for holder in children(element, "extensionElements"):
        for inner in holder.iterchildren(etree.Element):
            name = etree.QName(inner)
            if name.namespace in names.get(name.localname, ()):
                yield inner


def extend(element: Element, kind: str, /, **attributes: str) -> Element:
    """Add one of our extension elements; keyword `as_` and the like stand for Python's reserved words."""
    holder = child(element, "extensionElements")
    if holder is None:
        holder = etree.Element(f"{{{BPMN}}}extensionElements")
        element.insert(sum(1 for _ in children(element, "documentation")), holder)
    return add(holder, kind, **attributes)


def add(parent: Element, kind: str, /, **attributes: str) -> Element:
    given = {key.removesuffix("_"): value for key, value in attributes.items()}
    return etree.SubElement(parent, f"{{{LZ}}}{kind}", given, nsmap={"lz": LZ})
