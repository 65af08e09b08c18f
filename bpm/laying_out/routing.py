"""Finds ways for edges: level and upright lines around everything that stands there, short, with few turns and crossings.

Lines run on a coarse net, laid beside and through the middle of all shapes. Ways already found are remembered, so that later ones
do not run on top of them and cross as few as can be.
"""

import heapq
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bpm.laying_out.geometry import Box, Path, Point, straightened

RIGHT, DOWN, LEFT, UP = range(4)
STUB: Final = 10
LABEL: Final = "label of "
_STEP: Final = ((1, 0), (0, 1), (-1, 0), (0, -1))
_CLEARANCE: Final = 6
_TURN, _CROSS, _ALONG, _TOUCH, _BUSY, _AGAINST = 50, 40, 6, 30, 25, 90
_DEAR: Final = 1 << 60
_TURNS: Final = tuple((way, (way + 1) % 4, (way + 3) % 4) for way in range(4))
_OFF_TRACK: Final = 30
_TOO_NEAR: Final = 8
_MOST_STEPS: Final = 120_000
_MOST_LINES: Final = 1_600


@dataclass(frozen=True)
class Port:
    """Where an edge may leave or arrive, in which direction one leaves, and how much it is liked less than the best."""

    point: Point
    way: int
    cost: int = 0

    @property
    def outside(self) -> Point:
        dx, dy = _STEP[self.way]
        return self.point[0] + dx * STUB, self.point[1] + dy * STUB


class Net:
    """The lines, what stands on them, and what runs on them."""

    def __init__(self, shapes: Mapping[str, Box], xs: Mapping[int, int], ys: Mapping[int, int]) -> None:
        self.shapes = shapes
        self.texts = frozenset(key for key in shapes if key.startswith(LABEL))
        across, down = _lines(shapes, xs, ys)
        self.xs, self.ys = sorted(across), sorted(down)
        self.dear_xs, self.dear_ys = [across[x] for x in self.xs], [down[y] for y in self.ys]
        self.wide, self.high = len(self.xs), len(self.ys)
        self.level_blocks: dict[int, list[str]] = defaultdict(list)
        self.upright_blocks: dict[int, list[str]] = defaultdict(list)
        self.level_runs: dict[int, list[tuple[str, str]]] = defaultdict(list)
        self.upright_runs: dict[int, list[tuple[str, str]]] = defaultdict(list)
        self.level_points: dict[int, int] = defaultdict(int)
        self.upright_points: dict[int, int] = defaultdict(int)
        self.left: dict[Point, int] = defaultdict(int)
        self.entered: dict[Point, int] = defaultdict(int)
        for key, box in shapes.items():
            self._block(key, box)

    def _block(self, key: str, box: Box) -> None:
        grown = box.grown(_CLEARANCE)
        first_x, end_x = bisect_right(self.xs, grown.x), bisect_left(self.xs, grown.right)
        first_y, end_y = bisect_right(self.ys, grown.y), bisect_left(self.ys, grown.bottom)
        for y in range(first_y, end_y):
            for x in range(max(first_x - 1, 0), end_x):
                self.level_blocks[y * self.wide + x].append(key)
        for y in range(max(first_y - 1, 0), end_y):
            for x in range(first_x, end_x):
                self.upright_blocks[y * self.wide + x].append(key)

    def is_free(self, start: Point, end: Point, ignoring: Iterable[str] = ()) -> bool:
        """Whether a line meets no shape."""
        left, right = sorted((start[0], end[0]))
        top, bottom = sorted((start[1], end[1]))
        passed = frozenset(ignoring)
        if start[1] == end[1]:
            y = self.index(self.ys, start[1])
            if y is None:
                return self._is_free_slowly(start, end, passed)
            first, last = bisect_right(self.xs, left) - 1, bisect_left(self.xs, right)
            return all(passed.issuperset(self.level_blocks.get(y * self.wide + x, ())) for x in range(max(first, 0), last))
        x_index = self.index(self.xs, start[0])
        if x_index is None:
            return self._is_free_slowly(start, end, passed)
        first, last = bisect_right(self.ys, top) - 1, bisect_left(self.ys, bottom)
        return all(passed.issuperset(self.upright_blocks.get(y * self.wide + x_index, ())) for y in range(max(first, 0), last))

    def _is_free_slowly(self, start: Point, end: Point, passed: frozenset[str]) -> bool:
        return not any(box.is_cut_by(start, end) for key, box in self.shapes.items() if key not in passed)

    @staticmethod
    def index(lines: list[int], at: int) -> int | None:
        index = bisect_left(lines, at)
        return index if index < len(lines) and lines[index] == at else None

    def remember(self, path: Path, ends: tuple[str, str]) -> None:
        """An edge runs here."""
        for start, end in pairwise(path):
            if start[1] == end[1]:
                self._remember_level(start, end, ends)
            elif start[0] == end[0]:
                self._remember_upright(start, end, ends)
        self.left[path[0]] += 1
        self.entered[path[-1]] += 1

    def _remember_level(self, start: Point, end: Point, ends: tuple[str, str]) -> None:
        y = self.index(self.ys, start[1])
        if y is None:
            return
        left, right = sorted((start[0], end[0]))
        for x in range(max(bisect_right(self.xs, left) - 1, 0), bisect_left(self.xs, right)):
            self.level_runs[y * self.wide + x].append(ends)
        for x in range(bisect_left(self.xs, left), bisect_right(self.xs, right)):
            self.level_points[y * self.wide + x] += 1

    def _remember_upright(self, start: Point, end: Point, ends: tuple[str, str]) -> None:
        x = self.index(self.xs, start[0])
        if x is None:
            return
        top, bottom = sorted((start[1], end[1]))
        for y in range(max(bisect_right(self.ys, top) - 1, 0), bisect_left(self.ys, bottom)):
            self.upright_runs[y * self.wide + x].append(ends)
        for y in range(bisect_left(self.ys, top), bisect_right(self.ys, bottom)):
            self.upright_points[y * self.wide + x] += 1

    def way(self, sources: list[Port], targets: list[Port], ends: tuple[str, str], ignoring: frozenset[str]) -> Path | None:
        """The best way from one of the ports to another; None where there is none."""
        search = _Search(self, ends, ignoring)
        leaving = [port for port in sources if self._is_open(port, ends[0], ignoring)]
        arriving = [port for port in targets if self._is_open(port, ends[1], ignoring)]
        return search.run(leaving, arriving) if leaving and arriving else None

    def _is_open(self, port: Port, own: str, ignoring: frozenset[str]) -> bool:
        return self.is_free(port.point, port.outside, {own} | ignoring)


class _Search:
    """One search for the cheapest way (A*): a state is a place on the net and the direction in which one comes."""

    def __init__(self, net: Net, ends: tuple[str, str], ignoring: frozenset[str]) -> None:
        self.net = net
        self.ends = ends
        self.ignoring = ignoring
        self.aims: list[tuple[int, int, int, int]] = []

    def run(self, sources: list[Port], targets: list[Port]) -> Path | None:
        begin = {state: port for port in sources if (state := self._state(port.outside, port.way)) is not None}
        aims = {state: port for port in targets if (state := self._state(port.outside, (port.way + 2) % 4)) is not None}
        if not begin or not aims:
            return None
        self.aims = [(*self._point(state), state & 3, self._arriving(port)) for state, port in aims.items()]
        goal = {(state & ~3) + way: port for state, port in aims.items() for way in _TURNS[state & 3]}
        cost: dict[int, int] = {state: self._leaving(port) for state, port in begin.items()}
        came: dict[int, int] = {}
        heap = [(so_far + self._rest(state), state, so_far) for state, so_far in cost.items()]
        heapq.heapify(heap)
        for _ in range(_MOST_STEPS):
            if not heap:
                return None
            _, state, so_far = heapq.heappop(heap)
            if so_far > cost[state]:
                continue
            if state in goal:
                return self._path(state, begin, goal, came)
            for after, step in self._steps(state):
                new = so_far + step
                if new < cost.get(after, _DEAR):
                    cost[after], came[after] = new, state
                    heapq.heappush(heap, (new + self._rest(after), after, new))
        return None

    def _leaving(self, port: Port) -> int:
        return port.cost + _BUSY * self.net.left.get(port.point, 0) + _AGAINST * self.net.entered.get(port.point, 0)

    def _arriving(self, port: Port) -> int:
        return port.cost + _BUSY * self.net.entered.get(port.point, 0) + _AGAINST * self.net.left.get(port.point, 0)

    def _path(self, state: int, begin: dict[int, Port], goal: dict[int, Port], came: dict[int, int]) -> Path:
        points = [goal[state].point, self._point(state)]
        while state in came:
            state = came[state]
            points.append(self._point(state))
        points.append(begin[state].point)
        return straightened(reversed(points))

    def _state(self, point: Point, way: int) -> int | None:
        x, y = self.net.index(self.net.xs, point[0]), self.net.index(self.net.ys, point[1])
        return None if x is None or y is None else (y * self.net.wide + x) * 4 + way

    def _point(self, state: int) -> Point:
        y, x = divmod(state // 4, self.net.wide)
        return self.net.xs[x], self.net.ys[y]

    def _rest(self, state: int) -> int:
        """What is still to come: the distance, the turns that cannot be saved, and a quarter more, since crossings cost, too.

        Being a little too careful makes the search many times shorter, and its ways hardly longer.
        """
        y, x = divmod(state >> 2, self.net.wide)
        at_x, at_y, way = self.net.xs[x], self.net.ys[y], state & 3
        least = _DEAR
        for aim_x, aim_y, aim_way, price in self.aims:
            dx, dy = aim_x - at_x, aim_y - at_y
            rest = price + (dx if dx > 0 else -dx) + (dy if dy > 0 else -dy)
            if rest < least:
                rest += _TURN * _turns(dx, dy, way, aim_way)
                least = min(least, rest)
        return least + (least >> 2)

    def _steps(self, state: int) -> list[tuple[int, int]]:
        net, place, way = self.net, state >> 2, state & 3
        y, x = divmod(place, net.wide)
        touch = _TURN + (_TOUCH if place in net.level_points or place in net.upright_points else 0)
        found = []
        for turn in _TURNS[way]:
            if turn & 1:
                near = y + (1 if turn == DOWN else -1)
                if not 0 <= near < net.high:
                    continue
                after, segment = place + (near - y) * net.wide, place if near > y else place - net.wide
                blocks, crossed, length = net.upright_blocks.get(segment), net.level_points.get(after), abs(net.ys[near] - net.ys[y])
                dear = net.dear_xs[x]
            else:
                near = x + (1 if turn == RIGHT else -1)
                if not 0 <= near < net.wide:
                    continue
                after, segment = place + near - x, place if near > x else place - 1
                blocks, crossed, length = net.level_blocks.get(segment), net.upright_points.get(after), abs(net.xs[near] - net.xs[x])
                dear = net.dear_ys[y]
            if blocks and not self.ignoring.issuperset(blocks):
                continue
            cost = length + self._company(segment, length, is_level=not turn & 1)
            if turn != way:
                cost += touch + dear
            if crossed:
                cost += _CROSS * min(crossed, 3)
            found.append((after * 4 + turn, cost))
        return found

    def _company(self, segment: int, length: int, *, is_level: bool) -> int:
        """Running on top of another edge is bad, unless both come from or lead to the same."""
        net, cost = self.net, 0
        runs, lines, at, beside = (
            (net.level_runs, net.ys, segment // net.wide, net.wide) if is_level else (net.upright_runs, net.xs, segment % net.wide, 1)
        )
        if at and lines[at] - lines[at - 1] < _TOO_NEAR and segment - beside in runs:
            cost += length
        if at + 1 < len(lines) and lines[at + 1] - lines[at] < _TOO_NEAR and segment + beside in runs:
            cost += length
        for source, target in runs.get(segment, ()):
            cost += length // 4 if target == self.ends[1] or source == self.ends[0] else _ALONG * length + 60
        return cost


def _turns(dx: int, dy: int, way: int, aim_way: int) -> int:
    """How many turns it takes at least to a place that far away, arriving in that direction."""
    step_x, step_y = _STEP[way]
    ahead, aside = dx * step_x + dy * step_y, dx * step_y - dy * step_x
    if way == aim_way:
        return (2 if aside else 0) if ahead >= 0 else 4
    if (way ^ aim_way) == 2:
        return 2 if aside else 4
    aim_x, aim_y = _STEP[aim_way]
    return 1 if ahead >= 0 and dx * aim_x + dy * aim_y >= 0 else 3


def _lines(shapes: Mapping[str, Box], tracks_x: Mapping[int, int], tracks_y: Mapping[int, int]) -> tuple[dict[int, int], dict[int, int]]:
    """Lines beside all shapes, through their middles, and where more are wished, with how much they are liked less than the best."""
    for beside in ((10, 20), (10,)) if not tracks_x else ((10,),):
        across: dict[int, int] = {}
        down: dict[int, int] = {}
        solid = [box for key, box in shapes.items() if not key.startswith(LABEL)]
        for box in solid:
            for by in beside:
                across |= {box.x - by: _OFF_TRACK, box.right + by: _OFF_TRACK}
                down |= {box.y - by: _OFF_TRACK, box.bottom + by: _OFF_TRACK}
        for box in solid:
            across |= {box.centre[0]: 0, box.x + box.width // 4: 0, box.right - box.width // 4: 0}
            down[box.centre[1]] = 0
        across, down = across | dict(tracks_x), down | dict(tracks_y)
        if len(across) <= _MOST_LINES and len(down) <= _MOST_LINES:
            break
    return across, down
