"""A drawing while it grows: shapes, edges and labels by the id of what they show."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bpm.laying_out.geometry import Box, Path, around, moved


@dataclass
class Drawing:
    """`level` and `expanded` are what interchange says beside bounds: pools and lanes lie level, subprocesses show their content.

    `bands` are the top and bottom of lanes that have no shape yet.
    """

    shapes: dict[str, Box] = field(default_factory=dict)
    edges: dict[str, Path] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    expanded: set[str] = field(default_factory=set)
    level: set[str] = field(default_factory=set)
    bands: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, other: "Drawing", dx: int = 0, dy: int = 0) -> None:
        """Take over another drawing, moved."""
        self.shapes |= {key: box.moved(dx, dy) for key, box in other.shapes.items()}
        self.edges |= {key: moved(path, dx, dy) for key, path in other.edges.items()}
        self.labels |= {key: box.moved(dx, dy) for key, box in other.labels.items()}
        self.expanded |= other.expanded
        self.level |= other.level

    def bounds(self) -> Box:
        return around(self._boxes())

    def _boxes(self) -> Iterator[Box]:
        yield from self.shapes.values()
        yield from self.labels.values()
        for path in self.edges.values():
            for x, y in path:
                yield Box(x, y, 0, 0)
