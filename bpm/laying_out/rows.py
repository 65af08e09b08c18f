"""Which line each chain lies on: near what it is linked with, with few crossings, in the band of its lane.

A row keeps what lies on it (`taken`) and where its flows are expected (`wished`). Rows are made where they are needed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from bpm.laying_out.columns import Order
from bpm.laying_out.subject import Item, Link

Span = tuple[int, int]
_REACH: Final = 4
_UPWARDS: Final = 0.3
_NEW_ROW: Final = 0.8
_STRETCH: Final = 0.6
_CROSSING: Final = 1.5


@dataclass(eq=False)
class Row:
    lane: str
    taken: list[Span] = field(default_factory=list)
    wished: list[Span] = field(default_factory=list)
    items: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Strand:
    """What is to be put on one row: items, the columns they take, those their flows would like, and whom they are linked with.

    A neighbour is a row's item, and the column in which the link goes up or down.
    """

    items: tuple[str, ...]
    lane: str
    span: Span
    wish: Span
    neighbours: tuple[tuple[str, int], ...]
    prefers_above: bool = False
    avoids_above: bool = False


class Rows:
    def __init__(self, lanes: Sequence[str]) -> None:
        self.bands: dict[str, list[Row]] = {lane: [] for lane in lanes}
        self.of: dict[str, Row] = {}
        self._links: list[tuple[str, str, int]] = []

    def all(self) -> list[Row]:
        return [row for band in self.bands.values() for row in band]

    def put(self, strand: Strand) -> None:
        row = self._best(strand)
        row.taken.append(strand.span)
        row.wished.append(strand.wish)
        row.items.extend(strand.items)
        self.of.update(dict.fromkeys(strand.items, row))
        self._links += [(strand.items[0], node, column) for node, column in strand.neighbours if node in self.of]

    def _best(self, strand: Strand) -> Row:
        band = self.bands[strand.lane]
        rows = self.all()
        offset = rows.index(band[0]) if band else self._place_of(strand.lane)
        place = {id(row): index for index, row in enumerate(rows)}
        linked = [(place[id(self.of[node])], column) for node, column in strand.neighbours if node in self.of]
        if not linked:
            return self._new(strand.lane, len(band))
        stretched, crossed = self._passing(place, strand.wish)
        best, found = float("inf"), (len(band), True)
        for at, is_new in _candidates(band, offset, [row for row, _ in linked]):
            if not is_new and any(_meet(strand.span, span) for span in band[at].taken):
                continue
            y = offset + at - (0.5 if is_new else 0.0)
            cost = _NEW_ROW + _STRETCH * stretched[int(2 * y) + 1] if is_new else _conflicts(strand, band[at])
            cost += _CROSSING * crossed[int(2 * y) + 1]
            cost += sum(_distance(y, row, column, rows, strand) for row, column in linked)
            if cost < best:
                best, found = cost, (at, is_new)
        return self._new(strand.lane, found[0]) if found[1] else band[found[0]]

    def _passing(self, place: dict[int, int], wish: Span) -> tuple[list[int], list[int]]:
        """How many links pass each row and each place between rows (at twice its number and one), and how many within some columns."""
        count = 2 * len(place) + 3
        stretched, crossed = [0] * count, [0] * count
        for one, other, column in self._links:
            ends = place[id(self.of[one])], place[id(self.of[other])]
            low, high = 2 * min(ends) + 2, 2 * max(ends) + 1
            if low > high:
                continue
            stretched[low] += 1
            stretched[high] -= 1
            if wish[0] <= column <= wish[1]:
                crossed[low] += 1
                crossed[high] -= 1
        return list(accumulate(stretched)), list(accumulate(crossed))

    def _place_of(self, lane: str) -> int:
        """Where the rows of an empty band would begin."""
        count = 0
        for name, band in self.bands.items():
            if name == lane:
                break
            count += len(band)
        return count

    def _new(self, lane: str, at: int) -> Row:
        row = Row(lane)
        self.bands[lane].insert(at, row)
        return row


def _candidates(band: list[Row], offset: int, linked: list[int]) -> Iterator[tuple[int, bool]]:
    """Rows of the band near the linked ones, and places for new ones between them."""
    low, high = min(linked) - offset - _REACH, max(linked) - offset + _REACH
    low, high = max(0, min(low, len(band) - _REACH)), min(len(band), max(high, _REACH))
    for at in range(low, high):
        yield at, False
    for at in range(low, high + 1):
        yield at, True


def _distance(y: float, row: int, column: int, rows: list[Row], strand: Strand) -> float:
    """How far it is, and how much lies in between."""
    above = y < row
    cost = abs(y - row) + (_UPWARDS if above != strand.prefers_above and y != row else 0.0) + (3.0 if above and strand.avoids_above else 0)
    low, high = (y, row) if above else (row, y)
    for between in rows[int(low) + 1 if low >= 0 else 0 : _until(high)]:
        cost += sum(2.0 for span in between.taken if span[0] <= column <= span[1])
        cost += sum(1.0 for span in between.wished if span[0] <= column <= span[1])
        if cost > 100:
            break
    return cost


def _until(high: float) -> int:
    return int(high) if high == int(high) else int(high) + 1


def _conflicts(strand: Strand, row: Row) -> float:
    return sum(1.5 for span in row.wished if _meet(strand.span, span)) + sum(
        1.5 for span in (*row.taken, *row.wished) if _meet(strand.wish, span)
    )


def _meet(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def placed(chains: Iterable[list[str]], order: Order, items: dict[str, Item], spans: dict[str, int], lanes: Sequence[str]) -> Rows:
    """The rows of all chains."""
    rows = Rows(lanes)
    for chain in chains:
        rows.put(_strand(chain, order, items, spans))
    return rows


def _strand(chain: list[str], order: Order, items: dict[str, Item], spans: dict[str, int]) -> Strand:
    first, last = chain[0], chain[-1]
    span = order.column[first], order.column[last] + spans[last] - 1
    inside = set(chain)
    neighbours: list[tuple[str, int]] = []
    wish, from_boundary = span, False
    for node in chain:
        for source, link in order.before[node]:
            if source not in inside:
                column = _turn(source, link, order, items, spans)
                neighbours.append((source, column))
                from_boundary = from_boundary or link.source != source
                if node == first and len(order.before[first]) == 1:
                    wish = min(wish[0], column), wish[1]
        for target, _ in order.after[node]:
            if target not in inside:
                column = order.column[target] if items[target].kind == "gateway" else order.column[target] - 1
                neighbours.append((target, max(column, order.column[node])))
                if node == last and len(order.after[last]) == 1:
                    wish = wish[0], max(wish[1], column)
    return Strand(tuple(chain), items[first].lane, span, wish, tuple(neighbours), avoids_above=from_boundary)


def _turn(source: str, link: Link, order: Order, items: dict[str, Item], spans: dict[str, int]) -> int:
    """The column in which a link leaves its row."""
    end = order.column[source] + spans[source] - 1
    return end if items[source].kind == "gateway" or link.source != source else end + 1
