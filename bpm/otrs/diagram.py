"""The diagram of an imported model: boxes near where OTRS had them, on a grid so that none lie on each other.

A cell of the grid holds one activity with its gateway, or one service task. Service tasks stand between the activities they connect.
"""

from dataclasses import dataclass, field
from typing import Any

from bpm.otrs.export import Export, as_map, as_text
from bpm.otrs.xml import Ids, put

Cell = tuple[int, int]
CELL_WIDTH, CELL_HEIGHT = 280, 160
COLUMN_OF_OTRS, ROW_OF_OTRS = 180, 90
FARTHEST = 100
SIZES = {"start": (36, 36), "end": (36, 36), "task": (100, 80), "service": (100, 80), "gateway": (50, 50)}
OFFSETS = {"start": (180, 62), "end": (72, 62), "task": (40, 40), "service": (40, 40), "gateway": (180, 55)}


@dataclass(frozen=True)
class Box:
    """What is drawn, at which activity; a service task lies between two."""

    kind: str
    activity: str
    other: str = ""


@dataclass
class Diagram:
    cells: dict[str, Cell] = field(default_factory=dict)
    taken: set[Cell] = field(default_factory=set)
    next_row: dict[int, int] = field(default_factory=dict)
    shapes: dict[str, tuple[Box, int, int]] = field(default_factory=dict)
    edges: list[tuple[str, str, str]] = field(default_factory=list)
    start: Cell = (0, 0)

    def lay_out(self, export: Export, *, start: str) -> None:
        """Gives each activity its cell, the one at which the process starts first; the column before it is for the start event."""
        for number, activity in enumerate(sorted(export.ways, key=lambda each: each != start)):
            self.cells[activity] = self._free(_wished(export, activity, number))
        column, row = self.cells[start]
        self.start = self._free((column - 1, row))

    def _free(self, wish: Cell) -> Cell:
        """The wished cell, or the next free one below."""
        column, row = wish
        while (column, row) in self.taken:
            row = max(row + 1, self.next_row.get(column, 0)) if (column, row + 1) in self.taken else row + 1
        self.taken.add((column, row))
        self.next_row[column] = max(self.next_row.get(column, 0), row + 1)
        return column, row

    def place(self, node: str, box: Box) -> None:
        if box.kind == "service":
            here, there = self.cells[box.activity], self.cells[box.other]
            column, row = self._free(((here[0] + there[0]) // 2, (here[1] + there[1]) // 2))
        else:
            column, row = self.start if box.kind == "start" else self.cells[box.activity]
        dx, dy = OFFSETS[box.kind]
        self.shapes[node] = (box, 100 + column * CELL_WIDTH + dx, 80 + row * CELL_HEIGHT + dy)

    def connect(self, flow: str, source: str, target: str) -> None:
        self.edges.append((flow, source, target))

    def write(self, root: Any, *, process_id: str, ids: Ids) -> None:
        diagram = put(root, "bpmndi:BPMNDiagram", id=ids.new(f"{process_id}_diagram"))
        plane = put(diagram, "bpmndi:BPMNPlane", id=ids.new(f"{process_id}_plane"), bpmnElement=process_id)
        for node, (box, x, y) in self.shapes.items():
            width, height = SIZES[box.kind]
            marker = "true" if box.kind == "gateway" else ""
            shape = put(plane, "bpmndi:BPMNShape", id=ids.new(f"{node}_shape"), bpmnElement=node, isMarkerVisible=marker)
            put(shape, "dc:Bounds", x=str(x), y=str(y), width=str(width), height=str(height))
        for flow, source, target in self.edges:
            edge = put(plane, "bpmndi:BPMNEdge", id=ids.new(f"{flow}_edge"), bpmnElement=flow)
            for x, y in self._waypoints(source, target):
                put(edge, "di:waypoint", x=str(x), y=str(y))

    def _waypoints(self, source: str, target: str) -> list[Cell]:
        """From the right side to the left side; backwards along below the boxes."""
        left, right = self._sides(source)[1], self._sides(target)[0]
        if left[1] == right[1] and left[0] <= right[0]:
            return [left, right]
        if left[0] <= right[0]:
            middle = (left[0] + right[0]) // 2
            return [left, (middle, left[1]), (middle, right[1]), right]
        below, under = self._bottom(source), self._bottom(target)
        depth = max(below[1], under[1]) + 20
        return [below, (below[0], depth), (under[0], depth), under]

    def _sides(self, node: str) -> tuple[Cell, Cell]:
        box, x, y = self.shapes[node]
        width, height = SIZES[box.kind]
        return (x, y + height // 2), (x + width, y + height // 2)

    def _bottom(self, node: str) -> Cell:
        box, x, y = self.shapes[node]
        width, height = SIZES[box.kind]
        return x + width // 2, y + height


def _wished(export: Export, activity: str, number: int) -> Cell:
    """Where OTRS had it; without a place, all stand in rows of four. The first column is for the start event."""
    place = export.layout.get(activity, "")
    left, top = (
        _pixels(as_text(as_map(place, f"Layout.{activity}").get(side, ""))) if isinstance(place, dict) else None for side in ("left", "top")
    )
    if left is None or top is None:
        return 1 + 2 * (number % 4), 2 * (number // 4)
    return 1 + min(left // COLUMN_OF_OTRS, FARTHEST), min(top // ROW_OF_OTRS, FARTHEST)


def _pixels(text: str) -> int | None:
    digits = text.removesuffix("px").strip().partition(".")[0]
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 9 else None
