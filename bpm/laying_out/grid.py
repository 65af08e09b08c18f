"""Columns and rows in pixels: each as wide and high as what stands in it, with room between them for flows and their labels."""

from dataclasses import dataclass, field
from typing import Final

from bpm.laying_out.rows import Row

GAP: Final = 50
ROW_GAP: Final = 40
LANE_PADDING: Final = 20
_MOST: Final = 240


@dataclass(frozen=True)
class Extent:
    """What an item needs around the point it is centred on."""

    width: int
    above: int
    below: int


@dataclass
class Grid:
    """`left` and `right` of the columns, `middle` of the rows (by `id`), top and bottom of the `bands` of lanes.

    Tracks are lines between columns and between rows, with how far they are from the best, which is in the middle.
    """

    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    middle: dict[int, int] = field(default_factory=dict)
    bands: dict[str, tuple[int, int]] = field(default_factory=dict)
    tracks_x: dict[int, int] = field(default_factory=dict)
    tracks_y: dict[int, int] = field(default_factory=dict)

    def set_columns(self, needs: list[tuple[int, int, int]], gaps: dict[int, int]) -> None:
        """`needs` are first column, number of columns and width; `gaps` what a column needs after it beyond the usual."""
        count = max((first + span for first, span, _ in needs), default=0)
        widths, after = [0] * count, [min(_MOST, GAP + gaps.get(column, 0)) for column in range(count)]
        for first, span, width in sorted(needs, key=lambda need: need[1]):
            has = sum(widths[first : first + span]) + sum(after[first : first + span - 1])
            for index in range(span):
                share = max(0, width - has) * (index + 1) // span - max(0, width - has) * index // span
                widths[first + index] += share
        x = 0
        for width, gap in zip(widths, after, strict=True):
            self.left.append(x)
            self.right.append(x + width)
            self.tracks_x |= tracks(x + width, x + width + gap)
            x += width + gap

    def set_rows(self, bands: dict[str, list[Row]], extents: dict[str, Extent], gaps: dict[int, int]) -> None:
        """Rows below each other, by band; `gaps` is what a row (by `id`) needs below it beyond the usual."""
        y = 0
        for lane, band in bands.items():
            begin = y
            y += LANE_PADDING if lane else 0
            for row in band:
                above = max((extents[item].above for item in row.items), default=18)
                below = max((extents[item].below for item in row.items), default=18)
                self.middle[id(row)] = y + above
                gap = min(_MOST, ROW_GAP + gaps.get(id(row), 0))
                y += above + below + gap
                self.tracks_y |= tracks(y - gap, y)
            y += (LANE_PADDING - ROW_GAP if band else 60) if lane else 0
            self.bands[lane] = begin, y


def tracks(start: int, end: int) -> dict[int, int]:
    middle = (start + end) // 2
    return {at: abs(at - middle) * 3 for at in range(start + 10, end, 10)}
