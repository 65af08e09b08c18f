"""Sets pools below each other, frames their lanes, and draws what flows between them."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Final

from bpm.laying_out.drawing import Drawing
from bpm.laying_out.geometry import Box, around
from bpm.laying_out.grid import tracks
from bpm.laying_out.labels import Taken
from bpm.laying_out.routing import LABEL, Net
from bpm.laying_out.scopes import lay_out, texts
from bpm.laying_out.sizes import label_size, size
from bpm.laying_out.steering import Course, steer
from bpm.laying_out.subject import Item, Lane, Link, Pool, Scope, Subject

HEADER: Final = 30
_MARGIN: Final = 20
_CLOSED: Final = 60
_NARROWEST: Final = 400
_BETWEEN: Final = 60


def lay_out_pools(subject: Subject, holders: Callable[[str], Iterable[str]]) -> Drawing:
    """All pools with what is in them; `holders` tells the subprocesses around an item."""
    contents = {pool.id: framed(pool.scope) for pool in subject.pools if pool.scope is not None}
    width = max([_NARROWEST, *(frame.width + HEADER for _, frame in contents.values())])
    drawing, y = Drawing(), 0
    for pool in subject.pools:
        y = _add_pool(pool, contents.get(pool.id), (y, width), drawing) + _between(subject.crossing)
    _add_artifacts(subject.artifacts, drawing, y)
    connect(subject, drawing, holders)
    return drawing


def _between(crossing: list[Link]) -> int:
    """Room for messages and their names."""
    names = max((label_size(link.name)[1] for link in crossing if link.name.strip()), default=0)
    return _BETWEEN + names + min(10 * len(crossing), 100)


def _add_pool(pool: Pool, inner: tuple[Drawing, Box] | None, place: tuple[int, int], drawing: Drawing) -> int:
    """Adds a pool at a height, as wide as all; returns where it ends."""
    y, width = place
    height = _CLOSED
    if inner is not None:
        content, inside = inner
        height = inside.height
    drawing.shapes[pool.id] = Box(0, y, width, height)
    drawing.level.add(pool.id)
    if inner is not None:
        _widen(content, width - HEADER - inside.width)
        drawing.add(content, HEADER - inside.x, y - inside.y)
        drawing.expanded.add(pool.id)
    return y + height


def _widen(content: Drawing, by: int) -> None:
    """Lanes reach to the end of their pool."""
    for lane in content.level:
        box = content.shapes[lane]
        content.shapes[lane] = Box(box.x, box.y, box.width + by, box.height)


def framed(scope: Scope) -> tuple[Drawing, Box]:
    """A process in its lanes, and the box of a pool around them."""
    content = lay_out(scope)
    frame = content.bounds().grown(_MARGIN)
    if not scope.lanes:
        return content, frame
    first, last = min(top for top, _ in content.bands.values()), max(bottom for _, bottom in content.bands.values())
    top, bottom = min(first, frame.y), max(last, frame.bottom)
    inside, content.shapes = content.shapes, {}
    for lane in scope.lanes:
        _frame_lane(lane, content, Box(frame.x - HEADER * _depth(scope.lanes), top, frame.right, bottom), (first, last))
    box = around(content.shapes.values())
    content.shapes |= inside
    return content, box


def _frame_lane(lane: Lane, content: Drawing, frame: Box, bands: tuple[int, int]) -> tuple[int, int]:
    """Lanes fill their pool: the outer ones reach to its borders. `frame` has the sides' places where a box has its size."""
    content.shapes[lane.id] = Box(0, 0, 0, 0)  # outer lanes come first
    if lane.lanes:
        inner = Box(frame.x + HEADER, frame.y, frame.width, frame.height)
        found = [_frame_lane(each, content, inner, bands) for each in lane.lanes]
        top, bottom = found[0][0], found[-1][1]
    else:
        top, bottom = content.bands[lane.id]
        top, bottom = frame.y if top == bands[0] else top, frame.height if bottom == bands[1] else bottom
    content.shapes[lane.id] = Box(frame.x, top, frame.width - frame.x, bottom - top)
    content.level.add(lane.id)
    return top, bottom


def _depth(lanes: Iterable[Lane]) -> int:
    return 1 + max((_depth(lane.lanes) for lane in lanes if lane.lanes), default=0)


def _add_artifacts(artifacts: Scope, drawing: Drawing, y: int) -> None:
    x = 0
    for item in artifacts.items.values():
        width, height = size(item)
        drawing.shapes[item.id] = Box(x, y, width, height)
        x += width + 50


def connect(subject: Subject, drawing: Drawing, holders: Callable[[str], Iterable[str]], more: Sequence[Link] = ()) -> None:
    """Draws what leads from one scope to another, and `more`, around everything else."""
    items = {item.id: item for scope in all_scopes(subject) for item in scope.items.values()}
    items |= {pool.id: Item(pool.id, "group", pool.name) for pool in subject.pools}
    frames = {pool.id for pool in subject.pools if pool.scope is not None} | {lane.id for lane in _lanes(subject)}
    links = [link for link in (*subject.crossing, *more) if link.source in drawing.shapes and link.target in drawing.shapes]
    links = [link for link in links if link.id not in drawing.edges]
    if not links:
        return
    groups = {item.id for item in items.values() if item.kind == "group" and item.id not in {pool.id for pool in subject.pools}}
    solid = {key: box for key, box in drawing.shapes.items() if key not in frames | groups}
    solid |= {LABEL + key: box for key, box in drawing.labels.items()}
    net = Net(solid, {}, _tracks(subject.pools, drawing))
    for key, path in drawing.edges.items():
        if len(path) > 1:
            net.remember(path, (key, key))
    between = {link.id for link in subject.crossing}
    courses = [
        Course(link, through=frozenset((*holders(link.source), *holders(link.target))), is_between=link.id in between) for link in links
    ]
    drawing.edges |= steer(net, courses, items, drawing.shapes)
    _name(links, items, drawing)


def _lanes(subject: Subject) -> Iterable[Lane]:
    waiting = [lane for scope in all_scopes(subject) for lane in scope.lanes]
    while waiting:
        lane = waiting.pop()
        yield lane
        waiting += lane.lanes


def _tracks(pools: list[Pool], drawing: Drawing) -> dict[int, int]:
    """Lines between the pools."""
    boxes = [drawing.shapes[pool.id] for pool in pools if pool.id in drawing.shapes]
    found: dict[int, int] = {}
    for one, other in pairwise(boxes):
        found |= tracks(one.bottom, other.y)
    return found


def _name(links: list[Link], items: dict[str, Item], drawing: Drawing) -> None:
    taken = Taken()
    for key, item in items.items():
        if key in drawing.shapes and item.kind != "group":
            (taken.add if item.content is None else taken.add_frame)(drawing.shapes[key])
    for box in drawing.labels.values():
        taken.add(box)
    for path in drawing.edges.values():
        taken.add_path(path)
    drawing.labels |= texts((), links, drawing, taken)


def all_scopes(subject: Subject) -> Iterable[Scope]:
    """Every scope of a file, the outer ones first."""
    waiting = [pool.scope for pool in subject.pools if pool.scope is not None] + list(subject.scopes) + [subject.artifacts]
    while waiting:
        scope = waiting.pop(0)
        yield scope
        waiting += [item.content for item in scope.items.values() if item.content is not None]
