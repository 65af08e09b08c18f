"""From the bytes of a document to the same document with all that was missing in its diagram."""

from collections.abc import Iterable, Iterator
from typing import Final

from bpm.laying_out.contents import Contents, holders
from bpm.laying_out.drawing import Drawing
from bpm.laying_out.joining import Addition, Joining
from bpm.laying_out.pools import connect, framed, lay_out_pools
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
    # What stands before the text (a byte order mark, a declaration) stays, if it is true of UTF-8.
    head = data.removesuffix(text.encode()) if data.endswith(text.encode()) else b'<?xml version="1.0" encoding="UTF-8"?>'
    return head + with_insertions(text, added).encode()


def positions(contents: Contents) -> Iterator[tuple[str, Drawing]]:
    """The drawings of a file that has none, each with the collaboration or process it shows."""
    subject = contents.subject
    if subject.collaboration:
        yield subject.collaboration, _at_margin(lay_out_pools(subject, lambda key: holders(contents, key)))
    for scope in subject.scopes:
        drawing = framed(scope)[0]
        connect(subject, drawing, lambda key: holders(contents, key))
        yield scope.id, _at_margin(drawing)


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
    shown: set[str] = set()
    for addition in _additions(contents):
        drawing = addition.drawing
        if not drawing.shapes and not drawing.edges:
            continue
        shown |= {addition.shows, *drawing.shapes, *drawing.edges}
        if addition.plane is not None and (end := place[addition.plane].end) is not None:
            yield end, writer.parts(drawing)
        elif addition.shows and (end := place[model.root].end) is not None:
            yield end, writer.diagram(addition.shows, drawing)
    for element in model.elements:
        if element in contents.without_id and identifier(element) and identifier(element) in shown:
            yield place[element].name_end, f' id="{identifier(element)}"'


def _additions(contents: Contents) -> Iterable[Addition]:
    """What is new on each plane; a plane that is there and empty is filled."""
    planes = contents.drawn()
    if any(drawing.shapes for _, drawing in planes):
        return Joining(contents, planes).additions()
    empty = {contents.shown(plane): plane for plane, _ in reversed(planes)}
    return (Addition(empty.get(shows), shows, drawing) for shows, drawing in positions(contents))
