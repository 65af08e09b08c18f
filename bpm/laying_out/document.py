"""From the bytes of a document to the same document with all that was missing in its diagram."""

from collections.abc import Iterator
from typing import Final

from bpm.laying_out.contents import Contents, holders
from bpm.laying_out.drawing import Drawing
from bpm.laying_out.pools import framed, lay_out_pools
from bpm.laying_out.writing import Tag, Writer, tags, with_insertions
from bpm.reading.decoding import decode
from bpm.reading.identity import give_ids
from bpm.reading.model import Model
from bpm.reading.opening import open_document
from bpm.reading.others import Others
from bpm.reading.tree import identifier

_MARGIN: Final = 160, 80


def lay_out_document(data: bytes) -> bytes:
    """The document in UTF-8, with what was missing in its diagram; unchanged where nothing was.

    Raises:
        Stop: it cannot be opened.
    """
    document = open_document(data)
    if document.kind != "bpmn":
        return data
    nameless = {element for element in document.lines if "id" not in element.attrib}
    model = Model(document, others=Others.from_records([]), is_foreign=True)
    give_ids(model)
    contents = Contents(model, without_id=nameless)
    text = decode(data)
    added = list(_added(contents, tags(text)))
    if not added:
        return data
    return f'<?xml version="1.0" encoding="UTF-8"?>{with_insertions(text, added)}'.encode()


def positions(contents: Contents) -> Iterator[tuple[str, Drawing]]:
    """The drawings of a file that has none, each with the collaboration or process it shows."""
    subject = contents.subject
    if subject.collaboration:
        yield subject.collaboration, _at_margin(lay_out_pools(subject, lambda key: holders(contents, key)))
    for scope in subject.scopes:
        yield scope.id, _at_margin(framed(scope)[0])


def _at_margin(drawing: Drawing) -> Drawing:
    bounds, moved = drawing.bounds(), Drawing()
    moved.add(drawing, _MARGIN[0] - bounds.x, _MARGIN[1] - bounds.y)
    return moved


def _added(contents: Contents, places: list[Tag]) -> Iterator[tuple[int, str]]:
    """What is to be inserted into the text, and where."""
    model = contents.model
    place = dict(zip(model.elements, places, strict=True))
    gateways = frozenset(identifier(element) for element in model.all("exclusiveGateway"))
    writer = Writer((element.get("id", "") for element in model.elements), gateways=gateways)
    drawn = contents.drawn()
    found = [] if drawn.shapes else list(positions(contents))
    shown = {key for plane, drawing in found for key in (plane, *drawing.shapes, *drawing.edges)}
    for plane, drawing in found:
        if drawing.shapes and (end := place[model.root].end) is not None:
            yield end, writer.diagram(plane, drawing)
    for element in model.elements:
        if element in contents.without_id and identifier(element) in shown:
            yield place[element].name_end, f' id="{identifier(element)}"'
