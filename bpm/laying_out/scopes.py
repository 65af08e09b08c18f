"""Lays out one process or subprocess, with all that is in it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from bpm.laying_out.chains import chains
from bpm.laying_out.columns import Order, ordered
from bpm.laying_out.drawing import Drawing
from bpm.laying_out.geometry import Box, around
from bpm.laying_out.grid import GAP, Extent, Grid
from bpm.laying_out.labels import Taken, along, beside_boundary_event, beside_event, beside_gateway
from bpm.laying_out.routing import LABEL, Net
from bpm.laying_out.rows import Rows, Strand, placed
from bpm.laying_out.sizes import BOUNDARY, boundary_width, has_label, label_below, label_size, size
from bpm.laying_out.steering import Course, steer
from bpm.laying_out.subject import ARTIFACTS, Item, Lane, Link, Scope

PADDING: Final = 30
_ABREAST: Final = 4
_UNIT: Final = 150


def lay_out(scope: Scope) -> Drawing:
    """The drawing of all in a scope, without the scope's own shape; its corner may lie anywhere."""
    return _Layout(scope).drawing()


class _Layout:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.items = scope.items
        self.guests: dict[str, list[str]] = defaultdict(list)
        for item in scope.items.values():
            if item.host:
                self.guests[item.host].append(item.id)
        self.contents = {item.id: lay_out(item.content) for item in scope.items.values() if item.content is not None}
        self.sizes = {item.id: self._size(item) for item in scope.items.values()}
        self.nodes = [item.id for item in scope.items.values() if item.kind not in ARTIFACTS and not item.host]
        self.spans = {key: max(1, -(-(width + GAP - 40) // _UNIT)) for key, (width, _) in self.sizes.items()}
        self.result = Drawing()

    def drawing(self) -> Drawing:
        order = ordered(self.nodes, self._sequence(), self.spans)
        linked = [node for node in self.nodes if order.before[node] or order.after[node]]
        lanes = [lane.id for lane in leaves(self.scope.lanes)]
        rows = placed(chains(linked, order, self.items), order, self.items, self.spans, [*lanes, ""])
        self._add_single(order, rows, [node for node in self.nodes if not (order.before[node] or order.after[node])])
        self._add_artifacts(order, rows)
        grid = self._grid(order, rows)
        self._set_shapes(order, rows, grid)
        self.result.bands = {lane: grid.bands[lane] for lane in lanes}
        self._set_edges(order, grid)
        self._set_groups()
        self._set_labels()
        return self.result

    def _size(self, item: Item) -> tuple[int, int]:
        guests = len(self.guests[item.id])
        if item.id not in self.contents:
            return size(item, boundary_events=guests)
        inside = self.contents[item.id].bounds()
        wide = max(inside.width + 2 * PADDING, 120, boundary_width(guests))
        high = max(inside.height + 2 * PADDING + 20, 80)
        return -(-wide // 10) * 10, -(-high // 20) * 20

    def _sequence(self) -> list[tuple[str, str, Link]]:
        """The links that say what comes after what; those of boundary events belong to their activity."""
        found = []
        for link in self.scope.links:
            source, target = self.items[link.source], self.items[link.target]
            if source.kind in ARTIFACTS or target.kind in ARTIFACTS or target.host or (link.is_loose and not source.host):
                continue
            found.append((source.host or source.id, target.id, link))
        return found

    def _add_single(self, order: Order, rows: Rows, nodes: Sequence[str]) -> None:
        """What no flow leads to or from stands side by side, below the rest of its lane."""
        abreast: dict[str, list[str]] = {self.items[node].lane: [] for node in nodes}
        width = dict.fromkeys(abreast, 0)
        for node in nodes:
            lane, span = self.items[node].lane, self.spans[node]
            if abreast[lane] and width[lane] + span > _ABREAST:
                _put_abreast(abreast[lane], lane, width[lane], rows)
                abreast[lane], width[lane] = [], 0
            order.column[node] = width[lane]
            width[lane] += span
            abreast[lane].append(node)
        for lane, last in abreast.items():
            _put_abreast(last, lane, width[lane], rows)

    def _add_artifacts(self, order: Order, rows: Rows) -> None:
        """Data and texts stand above or below what they are linked with; those that are linked with nothing beside each other."""
        near = self._near_artifacts(order)
        room = max((order.column[node] + self.spans[node] for node in order.column), default=1)
        unlinked = 0
        for key in [item.id for item in self.items.values() if item.kind in ARTIFACTS and not self.scope.groups.get(item.id)]:
            if near[key]:
                column = sum(order.column[node] + (self.spans[node] - 1) // 2 for node in near[key]) // len(near[key])
            else:
                column, unlinked = unlinked % max(room, _ABREAST), unlinked + self.spans[key]
            order.column[key] = column
            lane = rows.of[near[key][0]].lane if near[key] else next(iter(rows.bands))
            taken = column, column + self.spans[key] - 1
            neighbours = tuple((node, column) for node in dict.fromkeys(near[key]))
            rows.put(Strand((key,), lane, taken, taken, neighbours, prefers_above=True))

    def _near_artifacts(self, order: Order) -> dict[str, list[str]]:
        """What each artifact is linked with; the activity, where that is a boundary event."""
        near: dict[str, list[str]] = defaultdict(list)
        for link in self.scope.links:
            for one, other in ((link.source, link.target), (link.target, link.source)):
                host = self.items[other].host or other
                if self.items[one].kind in ARTIFACTS and host in order.column:
                    near[one].append(host)
        return near

    def _grid(self, order: Order, rows: Rows) -> Grid:
        grid = Grid()
        extents = {key: self._extent(self.items[key]) for row in rows.all() for key in row.items}
        needs = [(order.column[key], self.spans[key], extents[key].width) for row in rows.all() for key in row.items]
        grid.set_columns(needs, self._column_gaps(order, rows))
        grid.set_rows(rows.bands, extents, self._row_gaps(order, rows))
        return grid

    def _extent(self, item: Item) -> Extent:
        width, height = self.sizes[item.id]
        above = below = height // 2
        if has_label(item):
            label = label_size(item.name)
            width = max(width, label[0])
            below += label[1] + 4
            above += label[1] + 4 if item.kind != "event" else 0
        guests = [self.items[guest] for guest in self.guests[item.id]]
        if guests:
            below += BOUNDARY // 2 + 10 + max((label_size(guest.name)[1] for guest in guests if has_label(guest)), default=0)
        return Extent(width, above, below)

    def _column_gaps(self, order: Order, rows: Rows) -> dict[int, int]:
        """Room for the names of flows, and for many that go up or down between two columns."""
        names: dict[int, int] = defaultdict(int)
        turning: dict[int, int] = defaultdict(int)
        for source, target, link in order.forward:
            end = order.column[source] + self.spans[source] - 1
            if link.name.strip():
                names[end] = max(names[end], label_size(link.name)[0] + 26 - GAP)
            if rows.of[source] is not rows.of[target]:
                turning[end if self.items[source].kind != "gateway" else order.column[target] - 1] += 1
        for source, target, _ in order.back:
            turning[order.column[source] + self.spans[source] - 1] += 1
            turning[order.column[target] - 1] += 1
        return {column: max(names[column], 10 * max(0, turning[column] - 2)) for column in {*names, *turning}}

    def _row_gaps(self, order: Order, rows: Rows) -> dict[int, int]:
        """Room for flows that go back or pass over others, below the rows they start from."""
        passing: dict[int, int] = defaultdict(int)
        for source, _, _ in order.back:
            passing[id(rows.of[source])] += 1
        for source, target, link in order.forward:
            if order.column[target] > order.column[source] + self.spans[source] and not link.is_loose:
                passing[id(rows.of[source])] += rows.of[source] is rows.of[target]
        return {row: 10 * count for row, count in passing.items()}

    def _set_shapes(self, order: Order, rows: Rows, grid: Grid) -> None:
        for row in rows.all():
            for key in row.items:
                width, height = self.sizes[key]
                first, last = order.column[key], order.column[key] + self.spans[key] - 1
                x = (grid.left[first] + grid.right[last]) // 2 - width // 2
                self._put(self.items[key], Box(x, grid.middle[id(row)] - height // 2, width, height))

    def _put(self, item: Item, box: Box) -> None:
        self.result.shapes[item.id] = box
        if item.id in self.contents:
            inside = self.contents[item.id].bounds()
            self.result.add(self.contents[item.id], *_corner(box, inside))
            self.result.expanded.add(item.id)
        guests = self.guests[item.id]
        for number, guest in enumerate(guests):
            x = box.right - 14 - BOUNDARY - (len(guests) - 1 - number) * (BOUNDARY + 14)
            self.result.shapes[guest] = Box(x, box.bottom - BOUNDARY // 2, BOUNDARY, BOUNDARY)

    def _set_edges(self, order: Order, grid: Grid) -> None:
        shapes = {key: self.result.shapes[key] for key in self.items if key in self.result.shapes}
        solid = dict(shapes)
        for key, box in shapes.items():
            item = self.items[key]
            if has_label(item) and item.kind == "event" and not item.host:
                self.result.labels[key] = solid[LABEL + key] = label_below(box, item.name)
        net = Net(solid, grid.tracks_x, grid.tracks_y)
        back = {link.id for _, _, link in order.back}
        courses = [Course(link, is_back=link.id in back) for link in self.scope.links if link.source in shapes and link.target in shapes]
        self.result.edges |= steer(net, courses, self.items, shapes)

    def _set_groups(self) -> None:
        for group, members in self.scope.groups.items():
            if members:
                self.result.shapes[group] = around(self.result.shapes[key] for key in members if key in self.result.shapes).grown(12)

    def _set_labels(self) -> None:
        taken = Taken()
        for key in self.items:
            if key in self.result.shapes and not self.scope.groups.get(key):
                taken.add(self.result.shapes[key])
            if key in self.result.labels:
                taken.add(self.result.labels[key])
        for link in self.scope.links:
            if link.id in self.result.edges:
                taken.add_path(self.result.edges[link.id])
        self.result.labels |= texts(self.items.values(), self.scope.links, self.result, taken)


def _put_abreast(items: list[str], lane: str, width: int, rows: Rows) -> None:
    rows.put(Strand(tuple(items), lane, (0, width - 1), (0, width - 1), ()))


def texts(items: Iterable[Item], links: Iterable[Link], drawing: Drawing, taken: Taken) -> dict[str, Box]:
    """Places for the texts that have none yet."""
    found: dict[str, Box] = {}
    for item in items:
        if has_label(item) and item.id in drawing.shapes and item.id not in drawing.labels:
            beside = beside_boundary_event if item.host else beside_gateway if item.kind == "gateway" else beside_event
            found[item.id] = taken.place(beside(drawing.shapes[item.id], item.name))
            taken.add(found[item.id])
    known = list(links)
    begins = Counter(drawing.edges[link.id][:1] for link in known if link.id in drawing.edges)
    for link in known:
        if link.name.strip() and link.id in drawing.edges and link.id not in drawing.labels:
            path = drawing.edges[link.id]
            found[link.id] = taken.place(along(path, link.name, shares=begins[path[:1]] > 1))
            taken.add(found[link.id])
    return found


def leaves(lanes: Iterable[Lane]) -> list[Lane]:
    """The lanes that hold no further ones, from top to bottom."""
    return [leaf for lane in lanes for leaf in (leaves(lane.lanes) if lane.lanes else [lane])]


def _corner(box: Box, inside: Box) -> tuple[int, int]:
    """How far the content is moved to stand in the middle of its frame, below the name."""
    dx = box.x + (box.width - inside.width) // 2 - inside.x
    dy = box.y + 20 + (box.height - 20 - inside.height) // 2 - inside.y
    return dx, dy
