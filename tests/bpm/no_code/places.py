"""Every place of a document that holds a text: each attribute, each text of an element that has no children, each comment."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
OURS, FOREIGN, DECISIONS = HERE / "ours.bpmn", HERE / "foreign.bpmn", HERE / "rates.dmn"
QUOTED = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
MARK = "HERE-STANDS-WHAT-IS-TRIED"


@dataclass(frozen=True)
class Place:
    """Where a text stands: `kind` is (parent, element, attribute or "text"), the same in every document."""

    kind: tuple[str, str, str]
    before: bytes
    after: bytes

    def filled(self, text: str, *, raw: bool = False) -> bytes:
        """The document with this text there; `raw` writes it without escaping, as a broken tool would."""
        return self.before + (text if raw else escape(text, QUOTED)).encode("utf-8", "surrogatepass") + self.after


def places(document: bytes) -> Iterator[Place]:
    """All places of a document."""
    root = etree.fromstring(document)
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield cut(root, element, ("", "comment", "text"))
            continue
        parent = element.getparent()
        around = "" if parent is None else local(parent.tag)
        for name, value in list(element.attrib.items()):
            element.set(name, MARK)
            yield split(root, (around, local(element.tag), short(name)))
            element.set(name, value)
        if not len(element):
            yield cut(root, element, (around, local(element.tag), "text"))


def cut(root: etree._Element, element: etree._Element, kind: tuple[str, str, str]) -> Place:
    text, element.text = element.text, MARK
    place = split(root, kind)
    element.text = text
    return place


def split(root: etree._Element, kind: tuple[str, str, str]) -> Place:
    before, _, after = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8").partition(MARK.encode())
    return Place(kind, before, after)


def local(tag: str) -> str:
    """A tag as people write it: prefixed where it is none of BPMN or DMN."""
    name = etree.QName(tag)
    return (
        name.localname
        if (name.namespace or "").endswith("/MODEL") or "/DMN/" in (name.namespace or "")
        else f"{prefix(name.namespace)}:{name.localname}"
    )


def short(attribute: str) -> str:
    name = etree.QName(attribute)
    return name.localname if name.namespace is None else f"{prefix(name.namespace)}:{name.localname}"


def prefix(namespace: str | None) -> str:
    known = {"urn:laufzettel:bpmn:1": "lz", "http://camunda.org/schema/zeebe/1.0": "zeebe", "http://camunda.org/schema/1.0/bpmn": "camunda"}
    return known.get(namespace or "", (namespace or "").rstrip("/").rsplit("/", 1)[-1])


def models() -> list[Path]:
    """The models whose places are tried: two that hold everything, the small ones of each element, those that are shipped."""
    small = sorted((ROOT / "tests/bpm/elements").glob("*.bpmn"), key=lambda path: (path.stat().st_size, path.name))
    return [OURS, FOREIGN, *small, *sorted((ROOT / "bpmn").glob("*/model.bpmn"))]


def one_of_each_kind() -> dict[tuple[str, str, str], Place]:
    """One place of each kind, from the smallest model that has it."""
    found: dict[tuple[str, str, str], Place] = {}
    for path in sorted(models(), key=lambda path: path.stat().st_size):
        for place in places(path.read_bytes()):
            found.setdefault(place.kind, place)
    return found
