"""Adds to drawings that somebody has begun: what is there stays as it is, and what is missing is set beside it.

A missing item stands near what it is linked with, within the frame of its pool or subprocess if there is room, else below everything.
What is inside of a subprocess or pool that is drawn closed, or too small for it, gets a plane of its own, as BPMN provides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bpm.laying_out.contents import Contents, holders
from bpm.laying_out.drawing import Drawing
from bpm.laying_out.geometry import Box
from bpm.laying_out.labels import Taken, around
from bpm.laying_out.pools import all_scopes, connect, framed
from bpm.laying_out.scopes import PADDING, lay_out, texts
from bpm.laying_out.sizes import BOUNDARY
from bpm.laying_out.subject import ARTIFACTS, Item, Link, Scope
from bpm.reading.parsing import Element

_GAP: Final = 50
_RINGS: Final = 30
_STEP: Final = 20


@dataclass(frozen=True)
class Addition:
    """What is new on a plane of the file or, where that is None, on one of its own, which shows the element called `shows`."""

    plane: Element | None
    shows: str
    drawing: Drawing


class Joining:
    def __init__(self, contents: Contents, planes: list[tuple[Element, Drawing]]) -> None:
        self.contents = contents
        self.subject = contents.subject
        self.planes = planes
        self.kept = [(set(drawing.shapes), set(drawing.edges)) for _, drawing in planes]
        self.pools = {pool.id for pool in self.subject.pools}
        self.own: list[Addition] = []

    def additions(self) -> Iterator[Addition]:
        """All that was missing."""
        frames = {pool.scope.id: pool.id for pool in self.subject.pools if pool.scope is not None}
        for scope in all_scopes(self.subject):
            if scope.items:
                self._complete(scope, frames.get(scope.id, scope.id))
        for pool in self.subject.pools:
            if not any(pool.id in drawing.shapes for _, drawing in self.planes):
                self._add_pool(pool.id, pool.scope)
        for (plane, drawing), kept in zip(self.planes, self.kept, strict=True):
            self._connect(drawing)
            yield Addition(plane, "", _without(drawing, kept))
        drawn = {key for _, edges in self.kept for key in edges}
        for addition in self.own:
            yield Addition(None, addition.shows, _without(addition.drawing, (set(), drawn)))

    def _complete(self, scope: Scope, frame: str) -> None:
        """Adds the missing items of a scope whose frame is the shape called so."""
        missing = [item for item in scope.items.values() if not any(item.id in drawing.shapes for _, drawing in self.planes)]
        home = self._home(scope, frame)
        if home is None or not missing:
            if missing and not any(item.id in addition.drawing.shapes for item in missing for addition in self.own):
                self.own.append(Addition(None, scope.id, framed(scope)[0]))
            return
        for item in missing:
            if not item.host or item.host not in home.shapes:
                self._add(item, scope, home, home.shapes.get(frame))
        for item in missing:
            if item.id not in home.shapes:
                home.shapes[item.id] = _on_border(home, scope, home.shapes[item.host])

    def _home(self, scope: Scope, frame: str) -> Drawing | None:
        """The plane on which a scope is drawn, or on which there is room for it."""
        for plane, drawing in self.planes:
            if any(key in drawing.shapes for key in scope.items) or self.contents.shown(plane) == scope.id:
                return drawing
        for _, drawing in self.planes:
            if frame in drawing.shapes and (frame in drawing.expanded or frame in self.pools):
                inside, room = lay_out(scope).bounds(), drawing.shapes[frame]
                if inside.width + PADDING <= room.width and inside.height + PADDING <= room.height:
                    return drawing
        return None

    def _add(self, item: Item, scope: Scope, home: Drawing, frame: Box | None) -> None:
        """Adds an item, with all that is in it, where there is room."""
        block = lay_out(Scope("", {item.id: Item(item.id, item.kind, item.name, content=item.content)}))
        taken, shape = self._taken(home, item), block.shapes[item.id]
        x, y = self._wish(item, scope, home, shape)
        place = _free(Box(x, y, shape.width, shape.height), taken, frame)
        if place is None:
            low = home.bounds()
            place = Box(low.x, low.bottom + _GAP, shape.width, shape.height)
        home.add(block, place.x - shape.x, place.y - shape.y)
        home.labels.pop(item.id, None)

    def _taken(self, home: Drawing, item: Item) -> Taken:
        """All that an item must not lie on: shapes that do not hold it, texts and lines."""
        around = {*holders(self.contents, item.id), *self._frames()}
        taken = Taken()
        for key, box in home.shapes.items():
            if key not in around:
                taken.add(box)
        for box in home.labels.values():
            taken.add(box)
        for path in home.edges.values():
            taken.add_path(path)
        return taken

    def _frames(self) -> Iterator[str]:
        yield from (pool.id for pool in self.subject.pools if pool.scope is not None)
        yield from (key for key, item in self._items().items() if item.kind == "group")
        yield from self.contents.lanes

    def _items(self) -> dict[str, Item]:
        return {item.id: item for scope in all_scopes(self.subject) for item in scope.items.values()}

    def _wish(self, item: Item, scope: Scope, home: Drawing, shape: Box) -> tuple[int, int]:
        """Behind what leads to it, before what it leads to, above what it belongs to; else below everything."""
        for link in scope.links:
            if link.target == item.id and link.source in home.shapes:
                source = home.shapes[link.source]
                if item.kind in ARTIFACTS or link.is_loose:
                    return source.centre[0] - shape.width // 2, source.y - _GAP - shape.height
                return source.right + _GAP, source.centre[1] - shape.height // 2
        for link in scope.links:
            if link.source == item.id and link.target in home.shapes:
                target = home.shapes[link.target]
                if item.kind in ARTIFACTS or link.is_loose:
                    return target.centre[0] - shape.width // 2, target.y - _GAP - shape.height
                return target.x - _GAP - shape.width, target.centre[1] - shape.height // 2
        low = home.bounds()
        return low.x + _GAP, low.bottom + _GAP

    def _add_pool(self, key: str, scope: Scope | None) -> None:
        """Adds a closed pool below everything. One with content is not put around what is drawn already."""
        home = self._collaboration()
        if home is None or scope is not None:
            return
        low = home.bounds()
        home.shapes[key] = Box(low.x, low.bottom + _GAP, max(low.width, 400), 60)
        home.level.add(key)

    def _collaboration(self) -> Drawing | None:
        """The plane on which pools are drawn."""
        for plane, drawing in self.planes:
            if self.contents.shown(plane) == self.subject.collaboration:
                return drawing
        return None

    def _connect(self, drawing: Drawing) -> None:
        links: list[Link] = [link for scope in all_scopes(self.subject) for link in scope.links]
        connect(self.subject, drawing, lambda key: holders(self.contents, key), links)
        taken = Taken()
        frames = set(self._frames())
        items = {key: item for key, item in self._items().items() if key in drawing.shapes}
        for key, box in drawing.shapes.items():
            if key not in frames:
                (taken.add_frame if key in items and items[key].content is not None else taken.add)(box)
        for box in drawing.labels.values():
            taken.add(box)
        for path in drawing.edges.values():
            taken.add_path(path)
        drawing.labels |= texts(items.values(), (), drawing, taken)


def _free(wish: Box, taken: Taken, frame: Box | None) -> Box | None:
    """The free place nearest to a wish, with some room around it."""
    for ring in range(_RINGS):
        for dx, dy in sorted(around(ring), key=lambda step: (abs(step[0]) + abs(step[1]), step[1] < 0, step[0] < 0)):
            place = wish.moved(dx * _STEP, dy * _STEP)
            room = place.grown(15)
            if (frame is None or frame.holds(room)) and taken.is_free(room) and not taken.crossings(room):
                return place
    return None


def _on_border(home: Drawing, scope: Scope, host: Box) -> Box:
    """A free place on the border of an activity: below from the right, then above."""
    others = [home.shapes[key] for key, item in scope.items.items() if item.host and key in home.shapes]
    half = BOUNDARY // 2
    places = [Box(x, y - half, BOUNDARY, BOUNDARY) for y in (host.bottom, host.y) for x in range(host.right - 50, host.x - half, -10)]
    places += [Box(x - half, host.centre[1] - half, BOUNDARY, BOUNDARY) for x in (host.right, host.x)]
    return next((place for place in places if not any(place.overlaps(other) for other in others)), places[0])


def _without(drawing: Drawing, kept: tuple[set[str], set[str]]) -> Drawing:
    """What is new in a drawing. Texts of kept shapes and edges stay as they were: unplaced."""
    shapes, edges = kept
    return Drawing(
        shapes={key: box for key, box in drawing.shapes.items() if key not in shapes},
        edges={key: path for key, path in drawing.edges.items() if key not in edges},
        labels=drawing.labels,
        expanded=drawing.expanded,
        level=drawing.level,
    )
