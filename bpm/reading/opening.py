"""A file's bytes -> the root of a BPMN or DMN document, or a sentence that says what the file is instead."""

from typing import Final

from lxml import etree

from bpm.dialect import BPMN, LZ
from bpm.reading.decoding import decode
from bpm.reading.parsing import ROOT, Element, parse, start_lines
from bpm.reading.stop import Stop

# Drafts of the standard and spellings that tools have written; what they mean is the same.
_SAME_AS_BPMN: Final = (
    "http://schema.omg.org/spec/BPMN/2.0",
    "http://www.omg.org/bpmn20",
    "http://www.omg.org/spec/BPMN/20090501",
    "http://www.omg.org/spec/BPMN/20091001",
    "http://www.omg.org/spec/BPMN/20100501/MODEL",
    "https://www.omg.org/spec/BPMN/20100524/MODEL",
    "http://www.omg.org/spec/BPMN/20100524/MODEL/",
)
_WHAT: Final = (
    ("/CMMN/", ": a case model (CMMN)"),
    ("/XPDL", ": a process in XPDL"),
    ("wsbpel", ": a process in BPEL"),
    ("bpel4ws", ": a process in BPEL"),
    ("w3.org/1999/xhtml", ": a web page"),
    ("w3.org/2000/svg", ": a picture (SVG)"),
    ("/XMI", ": an XMI model"),
    ("/UML", ": a UML model"),
    ("graphml", ": a GraphML drawing"),
    ("jbpm.org", ": a process in jPDL"),
    ("XMLSchema", ": an XML schema"),
    ("/wsdl", ": a WSDL service description"),
)
_LAST_LINE: Final = 0xFFFF  # the parser keeps lines in 16 bits
_WHAT_BY_TAG: Final = {
    "html": ": a web page", "svg": ": a picture (SVG)", "mxfile": ": a draw.io drawing", "AML": ": an ARIS export (AML)",
    "Package": ": a process in XPDL", "bpdxml": ": an ARIS export", "adoxml": ": an ADONIS export",
}  # fmt: skip


class Document:
    """A file that could be opened: its root, its kind, and the line of each of its elements."""

    def __init__(self, root: Element, *, kind: str, lines: dict[Element, int]) -> None:
        self.root = root
        self.kind = kind
        self.lines = lines  # also keeps every element's proxy alive, so that elements may be told apart by identity


def open_document(data: bytes) -> Document:
    text = decode(data)
    root = parse(text)
    if "lz" not in root.nsmap:
        # Declared once, at the top, for what will be added; in the text, since a tree cannot be given namespaces afterwards.
        text = _with_our_prefix(text)
        root = parse(text)
    lines = dict(zip(root.iter(etree.Element), start_lines(text), strict=True))
    for element, line in lines.items():
        element.sourceline = min(line, _LAST_LINE)
    _unify_namespace(root)
    return Document(root, kind=_kind(root), lines=lines)


def _with_our_prefix(text: str) -> str:
    found = ROOT.match(text)
    return text if found is None else f'{text[: found.end()]} xmlns:lz="{LZ}"{text[found.end() :]}'


def _unify_namespace(root: Element) -> None:
    if etree.QName(root).namespace not in _SAME_AS_BPMN:
        return
    for element in root.iter(etree.Element):
        name = etree.QName(element)
        if name.namespace in _SAME_AS_BPMN:
            element.tag = f"{{{BPMN}}}{name.localname}"


def _kind(root: Element) -> str:
    name = etree.QName(root)
    space = name.namespace or ""
    if name.localname == "definitions":
        if space == BPMN:
            return "bpmn"
        if "/DMN/" in space:
            return "dmn"
        if not space:
            raise Stop("no-namespace", line=root.sourceline)
    raise Stop("other-xml", line=root.sourceline, tag=name.localname, what=_what(name.localname, space=space))


def _what(tag: str, *, space: str) -> str:
    if tag in _WHAT_BY_TAG:
        return _WHAT_BY_TAG[tag]
    return next((what for part, what in _WHAT if part in space), f" (namespace {space[:80]!r})" if space else "")
