"""Finds places for texts beside what they belong to, where they lie on nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from bpm.laying_out.geometry import Box, Path
from bpm.laying_out.sizes import label_below, label_size

_CELL: Final = 160
_FAR: Final = 40


class Taken:
    """What stands where, quickly found: shapes and texts, which no text may lie on, and lines, which none should."""

    def __init__(self) -> None:
        self._solid: dict[tuple[int, int], list[Box]] = defaultdict(list)
        self._lines: dict[tuple[int, int], list[Box]] = defaultdict(list)

    def add(self, box: Box) -> None:
        for cell in _cells(box):
            self._solid[cell].append(box)

    def add_frame(self, box: Box) -> None:
        """A text may stand inside, but not on the border."""
        for side in (Box(box.x, box.y, box.width, 2), Box(box.x, box.bottom - 2, box.width, 2)):
            self.add(side)
        for side in (Box(box.x, box.y, 2, box.height), Box(box.right - 2, box.y, 2, box.height)):
            self.add(side)

    def add_path(self, path: Path) -> None:
        for start, end in pairwise(path):
            left, right = sorted((start[0], end[0]))
            top, bottom = sorted((start[1], end[1]))
            line = Box(left - 1, top - 1, right - left + 2, bottom - top + 2)
            for cell in _cells(line):
                self._lines[cell].append(line)

    def is_free(self, box: Box) -> bool:
        return not any(other.overlaps(box) for cell in _cells(box) for other in self._solid.get(cell, ()))

    def crossings(self, box: Box) -> int:
        return sum(other.overlaps(box) for cell in _cells(box) for other in self._lines.get(cell, ()))

    def place(self, wishes: Iterable[Box]) -> Box:
        """The first wish that lies on nothing; else the free one with fewest lines; else the nearest free place to the first."""
        known = list(wishes)
        best: tuple[int, Box] | None = None
        for box in known:
            if not self.is_free(box):
                continue
            crossings = self.crossings(box)
            if not crossings:
                return box
            if best is None or crossings < best[0]:
                best = crossings, box
        return best[1] if best is not None else self._nearby(known[0])

    def _nearby(self, wish: Box) -> Box:
        for ring in range(1, _FAR):
            for dx, dy in around(ring):
                box = wish.moved(dx * 20, dy * 14)
                if self.is_free(box):
                    return box
        return wish


def around(radius: int) -> Iterator[tuple[int, int]]:
    """The steps to all places that far away, to the side or up and down."""
    for offset in range(-radius, radius + 1):
        yield offset, -radius
        yield offset, radius
        yield -radius, offset
        yield radius, offset


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for x in range(box.x // _CELL, (box.right - 1) // _CELL + 1):
        for y in range(box.y // _CELL, (box.bottom - 1) // _CELL + 1):
            yield x, y


def beside_gateway(box: Box, text: str) -> list[Box]:
    """Above, below, then at the corners, where flows leave a diamond free."""
    width, height = label_size(text)
    x = box.centre[0]
    above, below = box.y - 4 - height, box.bottom + 4
    return [
        Box(x - width // 2, above, width, height),
        Box(x - width // 2, below, width, height),
        Box(x - width - 6, above + 8, width, height),
        Box(x + 6, above + 8, width, height),
        Box(x - width - 6, below - 8, width, height),
        Box(x + 6, below - 8, width, height),
        Box(x - width - 6, above - 15, width, height),
        Box(x + 6, above - 15, width, height),
        Box(x - width - 6, below + 15, width, height),
        Box(x + 6, below + 15, width, height),
        Box(x - 18 - width, box.y + 8 - height, width, height),
        Box(x + 18, box.y + 8 - height, width, height),
    ]


def beside_event(box: Box, text: str) -> list[Box]:
    """Below; above; beside."""
    below = label_below(box, text)
    width, height = below.width, below.height
    return [
        below,
        Box(below.x, box.y - 4 - height, width, height),
        Box(box.right + 4, box.centre[1] - height // 2, width, height),
        Box(box.x - 4 - width, box.centre[1] - height // 2, width, height),
    ]


def beside_boundary_event(box: Box, text: str) -> list[Box]:
    """Below the border of the activity, left or right of the flow that leaves downwards."""
    width, height = label_size(text)
    x = box.centre[0]
    return [
        Box(x + 6, box.bottom + 2, width, height),
        Box(x - 6 - width, box.bottom + 2, width, height),
        Box(box.right + 2, box.centre[1] + 2, width, height),
        Box(box.x - 2 - width, box.centre[1] + 2, width, height),
    ]


def along(path: Path, text: str, *, shares: bool = False) -> list[Box]:
    """Beside the lines of an edge: near its source first, above level lines and right of upright ones.

    Where other edges begin at the same place (it `shares` its first line), the second line comes first.
    """
    found: list[Box] = []
    width, height = label_size(text)
    lines = list(pairwise(path))
    for start, end in [*lines[1:], lines[0]] if shares else lines:
        if start[1] == end[1]:
            found += list(_along_level(start[0], end[0], start[1], (width, height)))
        else:
            found += list(_along_upright(start[1], end[1], start[0], (width, height)))
    return found


def _along_level(start: int, end: int, y: int, size: tuple[int, int]) -> Iterator[Box]:
    width, height = size
    length = abs(end - start)
    low = min(start, end)
    nearest = start + 6 if end > start else start - 6 - width
    middle = low + (length - width) // 2
    far = end - 12 - width if end > start else end + 12
    places = [nearest, middle, far] if length >= width + 10 else [middle]
    for x in places:
        yield Box(x, y - height - 3, width, height)
        yield Box(x, y + 3, width, height)


def _along_upright(start: int, end: int, x: int, size: tuple[int, int]) -> Iterator[Box]:
    width, height = size
    nearest = start + 6 if end > start else start - 6 - height
    middle = (start + end - height) // 2
    for y in (nearest, middle):
        yield Box(x + 4, y, width, height)
        yield Box(x - 4 - width, y, width, height)
