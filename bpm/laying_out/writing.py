"""Writes a drawing as diagram interchange into the text of a document; all the rest of the text stays as it is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import quoteattr

from bpm.dialect import BPMNDI
from bpm.laying_out.drawing import Drawing
from bpm.laying_out.geometry import Box, Path

DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
DI: Final = "http://www.omg.org/spec/DD/20100524/DI"
_NAMESPACES: Final = f'xmlns:bpmndi="{BPMNDI}" xmlns:dc="{DC}" xmlns:di="{DI}"'
_TAG: Final = re.compile(r"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(/?)([^\s/>]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(/?)>""", re.DOTALL)


@dataclass(frozen=True)
class Tag:
    """Where an element stands in the text: behind its name, and where its end tag begins (None if it has none)."""

    name_end: int
    end: int | None


def tags(text: str) -> list[Tag]:
    """All elements of a well-formed text, in document order."""
    found: list[Tag] = []
    open_ones: list[int] = []
    for match in _TAG.finditer(text):
        if match[2] is None:
            continue
        if match[1]:
            at = open_ones.pop()
            found[at] = Tag(found[at].name_end, match.start())
            continue
        if not match[4]:
            open_ones.append(len(found))
        found.append(Tag(match.end(2), None))
    return found


def with_insertions(text: str, insertions: Iterable[tuple[int, str]]) -> str:
    parts, done = [], 0
    for at, added in sorted(insertions, key=lambda insertion: insertion[0]):
        parts += [text[done:at], added]
        done = at
    return "".join([*parts, text[done:]])


class Writer:
    """Gives ids that nothing else in the file has."""

    def __init__(self, taken: Iterable[str], *, gateways: frozenset[str] = frozenset()) -> None:
        self._taken = set(taken)
        self._gateways = gateways

    def diagram(self, plane_of: str, drawing: Drawing) -> str:
        """A diagram of its own, with its namespaces: the document may use their prefixes for something else."""
        head = f"  <bpmndi:BPMNDiagram {_NAMESPACES} id={quoteattr(self._new(plane_of, 'diagram'))}>\n"
        head += f"    <bpmndi:BPMNPlane id={quoteattr(self._new(plane_of, 'plane'))} bpmnElement={quoteattr(plane_of)}>\n"
        return f"{head}{''.join(self._parts(drawing, ''))}    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n"

    def parts(self, drawing: Drawing) -> str:
        """Shapes and edges for a plane that is there."""
        return "".join(self._parts(drawing, f" {_NAMESPACES}"))

    def _parts(self, drawing: Drawing, namespaces: str) -> Iterable[str]:
        for key, box in drawing.shapes.items():
            yield self._shape(key, box, drawing, namespaces)
        for key, path in drawing.edges.items():
            yield self._edge(key, path, drawing.labels.get(key), namespaces)

    def _shape(self, key: str, box: Box, drawing: Drawing, namespaces: str) -> str:
        marks = ' isHorizontal="true"' * (key in drawing.level) + ' isExpanded="true"' * (
            key in drawing.expanded and key not in drawing.level
        )
        marks += ' isMarkerVisible="true"' * (key in self._gateways)
        head = f"      <bpmndi:BPMNShape{namespaces} id={quoteattr(self._new(key, 'shape'))} bpmnElement={quoteattr(key)}{marks}>\n"
        return f"{head}        {_bounds(box)}\n{_label(drawing.labels.get(key))}      </bpmndi:BPMNShape>\n"

    def _edge(self, key: str, path: Path, label: Box | None, namespaces: str) -> str:
        head = f"      <bpmndi:BPMNEdge{namespaces} id={quoteattr(self._new(key, 'edge'))} bpmnElement={quoteattr(key)}>\n"
        points = "".join(f'        <di:waypoint x="{x}" y="{y}" />\n' for x, y in path)
        return f"{head}{points}{_label(label)}      </bpmndi:BPMNEdge>\n"

    def _new(self, key: str, what: str) -> str:
        base = wish = f"{key}_{what}"
        number = 2
        while wish in self._taken:
            wish, number = f"{base}_{number}", number + 1
        self._taken.add(wish)
        return wish


def _bounds(box: Box) -> str:
    return f'<dc:Bounds x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" />'


def _label(box: Box | None) -> str:
    return "" if box is None else f"        <bpmndi:BPMNLabel>\n          {_bounds(box)}\n        </bpmndi:BPMNLabel>\n"
