"""Text -> element tree: the one place where an XML parser is called, with everything off that could reach out or blow up."""

import re
from typing import Any, Final, TypeAlias

from lxml import etree

from bpm.reading.stop import Stop
from bpm.sentences import Sentence

Element: TypeAlias = Any  # lxml brings no types

MAX_DEPTH: Final = 200
_LIMIT, _ENTITY, _ENDS = 114, 26, {40, 45, 63, 73, 77}
_NOT_XML, _NO_MEMORY, _QUOTE = 4, 2, 40
_START_OR_SKIPPED: Final = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?![/!?])", re.DOTALL)


ROOT: Final = re.compile(r"(?:\s|<!--.*?-->|<\?.*?\?>)*<[^\s/>]+", re.DOTALL)


def parse(text: str) -> Element:
    """The root element; raises Stop with a sentence's rule for whatever is no well-formed, bounded XML."""
    if not text.lstrip().startswith("<"):
        raise Stop("not-xml", line=1, start=" ".join(text.split())[:40])
    try:
        root = etree.fromstring(text.encode("utf-8"), _parser())
    except UnicodeEncodeError:
        raise Stop("encoding", encoding="UTF-16", problem=Sentence("it holds half a character")) from None
    except etree.XMLSyntaxError as problem:
        raise _explained(problem, text=text) from None
    if root.getroottree().docinfo.doctype:
        raise Stop("doctype")
    _refuse_depth(root)
    return root


def start_lines(text: str) -> list[int]:
    """The line in which each element's start tag begins, in document order; the parser only knows where it ends."""
    lines, line, position = [], 1, 0
    for found in _START_OR_SKIPPED.finditer(text):
        line += text.count("\n", position, found.start())
        position = found.start()
        if found[0] == "<":
            lines.append(line)
    return lines


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _explained(problem: etree.XMLSyntaxError, *, text: str) -> Stop:
    line: int = problem.position[0] or 1
    said = str(problem.msg).split(", line ")[0].strip()
    if problem.code in {_LIMIT, _NO_MEMORY}:
        return _beyond(said, line=line)
    if problem.code == _ENTITY:
        return Stop("entity", line=line, name=said.split("'")[1] if "'" in said else said)
    if problem.code == _NOT_XML:
        return Stop("not-xml", line=line, start=" ".join(text.split())[:40])
    if problem.code in _ENDS and _is_at_end(problem, text=text):
        return Stop("truncated", line=line, problem=f"{said} (line {line})")
    return Stop("malformed", line=line, problem=f"{said} (line {line}, column {problem.position[1]})")


def _beyond(said: str, *, line: int) -> Stop:
    if "depth" in said:
        return Stop("too-deep", line=line)
    if "memory" in said:
        return Stop("too-much-memory")
    return Stop("limit", line=line, problem=said.split(", try XML", maxsplit=1)[0])


def _is_at_end(problem: etree.XMLSyntaxError, *, text: str) -> bool:
    """Whether it is the end of the text that is wrong, and not a place before it."""
    line: int = problem.position[0]
    return line >= text.rstrip().count("\n") + 1 or problem.code != _QUOTE


def _refuse_depth(root: Element) -> None:
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise Stop("too-deep", line=element.sourceline)
