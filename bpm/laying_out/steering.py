"""Which sides edges use, and in which order they are drawn: straight ones first, then what leads on, what leads back, what is loose."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bpm.laying_out.geometry import Box, Path, Point, straightened
from bpm.laying_out.routing import DOWN, LEFT, RIGHT, UP, Net, Port
from bpm.laying_out.subject import Item, Link

_UNUSUAL: Final = 60
_WRONG: Final = 260
_QUARTER: Final = 20


@dataclass(frozen=True)
class Course:
    """An edge to be drawn: its link, whether it leads back, and the shapes it may pass through, which hold one of its ends.

    What leads from one pool to another has no favourite side.
    """

    link: Link
    is_back: bool = False
    through: frozenset[str] = frozenset()
    is_between: bool = False


def steer(net: Net, courses: Sequence[Course], items: Mapping[str, Item], boxes: Mapping[str, Box]) -> dict[str, Path]:
    """The way of each edge between these boxes. Every one gets some, if need be straight through."""
    found: dict[str, Path] = {}
    for course in sorted(courses, key=lambda course: _priority(course, boxes)):
        found[course.link.id] = path = _path(net, course, items, boxes)
        net.remember(path, (course.link.source, course.link.target))
    return found


def _priority(course: Course, boxes: Mapping[str, Box]) -> tuple[int, int]:
    start, end = boxes[course.link.source].centre, boxes[course.link.target].centre
    length = abs(start[0] - end[0]) + abs(start[1] - end[1])
    if course.link.is_loose:
        return 3, length
    if course.is_back:
        return 2, length
    return (0 if start[1] == end[1] else 1), length


def _path(net: Net, course: Course, items: Mapping[str, Item], boxes: Mapping[str, Box]) -> Path:
    link = course.link
    source, target = boxes[link.source], boxes[link.target]
    if (straight := _straight(net, course, source, target)) is not None:
        return straight
    sources = leaving(items[link.source], source, course, net) if items[link.source].kind != "group" else _border(source, target)
    targets = arriving(items[link.target], target, course) if items[link.target].kind != "group" else _border(target, source)
    ends = link.source, link.target
    found = net.way(sources, targets, ends, course.through)
    if found is None:
        found = net.way(sources, targets, ends, course.through | net.texts)
    return found if found is not None else bent(sources[0].point, targets[0].point)


def _straight(net: Net, course: Course, source: Box, target: Box) -> Path | None:
    if course.is_back or source.centre[1] != target.centre[1] or source.right >= target.x:
        return None
    start, end = (source.right, source.centre[1]), (target.x, target.centre[1])
    ignoring = {course.link.source, course.link.target} | course.through
    if net.left.get(start) or not net.is_free(start, end, ignoring):
        return None
    return start, end


def bent(start: Point, end: Point) -> Path:
    """The plainest way there is: level, upright, level."""
    middle = (start[0] + end[0]) // 2
    path = straightened((start, (middle, start[1]), (middle, end[1]), end))
    return path if len(path) > 1 else (start, (start[0] + 1, start[1]))


def leaving(item: Item, box: Box, course: Course, net: Net) -> list[Port]:
    if item.host:
        return [Port((box.centre[0], box.bottom), DOWN), *_sides(box, (RIGHT, 40), (LEFT, 40), (UP, 40))]
    if course.link.is_loose or course.is_between:
        return _any_side(item, box)
    upright = _upright_cost(item, course)
    ahead = 40 if course.is_back and item.kind != "gateway" else 0
    if (box.right, box.centre[1]) in net.left:
        ahead += _UNUSUAL
    return [*_sides(box, (RIGHT, ahead), (DOWN, upright), (UP, upright), (LEFT, _WRONG)), *_quarters(item, box, upright)]


def arriving(item: Item, box: Box, course: Course) -> list[Port]:
    if course.link.is_loose or course.is_between:
        return _any_side(item, box)
    upright = _upright_cost(item, course)
    return [*_sides(box, (LEFT, 0), (DOWN, upright), (UP, upright), (RIGHT, _WRONG)), *_quarters(item, box, upright)]


def _upright_cost(item: Item, course: Course) -> int:
    return 5 if item.kind == "gateway" or course.is_back else _UNUSUAL


def _any_side(item: Item, box: Box) -> list[Port]:
    if item.kind == "annotation":
        return _sides(box, (DOWN, 0), (UP, 0), (LEFT, 0), (RIGHT, 0))
    return [*_sides(box, (DOWN, 0), (UP, 0), (LEFT, 40), (RIGHT, 40)), *_quarters(item, box, 0)]


def _border(pool: Box, other: Box) -> list[Port]:
    """Anywhere on the upper or lower border of a pool; best just opposite."""
    places = [(other.centre[0], 0), (other.x + other.width // 4, 5), (other.right - other.width // 4, 5), (pool.x + pool.width // 4, 90)]
    found = []
    for x, cost in places:
        within = min(max(x, pool.x + 10), pool.right - 10)
        found += [Port((within, pool.y), UP, cost), Port((within, pool.bottom), DOWN, cost)]
    return found


def _sides(box: Box, *wishes: tuple[int, int]) -> list[Port]:
    x, y = box.centre
    points = {RIGHT: (box.right, y), DOWN: (x, box.bottom), LEFT: (box.x, y), UP: (x, box.y)}
    return [Port(points[way], way, cost) for way, cost in wishes]


def _quarters(item: Item, box: Box, cost: int) -> Iterable[Port]:
    if item.kind != "activity":
        return
    for x in (box.x + box.width // 4, box.x + box.width - box.width // 4):
        yield Port((x, box.bottom), DOWN, cost + _QUARTER)
        yield Port((x, box.y), UP, cost + _QUARTER)
