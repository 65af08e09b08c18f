"""Reads from a document what is to be drawn, and what somebody has drawn already."""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lxml import etree

from bpm.dialect import ACTIVITIES, BPMNDI, EVENTS, GATEWAYS, SUBPROCESSES
from bpm.laying_out.drawing import Drawing
from bpm.laying_out.geometry import Box
from bpm.laying_out.subject import ARTIFACTS, Item, Kind, Lane, Link, Pool, Scope, Subject
from bpm.reading.model import Model
from bpm.reading.parsing import Element
from bpm.reading.tree import child, children, identifier, is_true, tag, text_of

_DATA: Final = frozenset({"dataObjectReference", "dataStoreReference"})
_DRAWN: Final = ACTIVITIES | GATEWAYS | EVENTS | _DATA | {"textAnnotation", "group"}
_FARTHEST: Final = 100_000


class Contents:
    """`parents` gives for each item the id of the scope it is in; elements `without_id` in the file have been given one to be drawn."""

    def __init__(self, model: Model, *, without_id: set[Element]) -> None:
        self.model = model
        self.without_id = without_id
        self.subject = Subject()
        self.scope_of: dict[str, Scope] = {}
        self.parents: dict[str, str] = {}
        self.lanes = [identifier(lane) for lane in model.all("lane")]
        self._read()

    def _read(self) -> None:
        processes = {identifier(process): self._scope(process) for process in self.model.processes if self._is_usable(process)}
        collaboration = next(children(self.model.root, "collaboration"), None)
        if collaboration is not None and self._is_usable(collaboration):
            self._read_collaboration(collaboration, processes)
        self.subject.scopes = [scope for scope in processes.values() if scope.items]
        self._read_links()

    def _is_usable(self, element: Element) -> bool:
        """Whether its id stands in the file for it alone, or can be written there."""
        return self.model.by_id.get(identifier(element)) is element

    def _read_collaboration(self, collaboration: Element, processes: dict[str, Scope]) -> None:
        participants = [each for each in children(collaboration, "participant") if self._is_usable(each)]
        if not participants:
            return
        self.subject.collaboration = identifier(collaboration)
        for participant in participants:
            scope = processes.pop(participant.get("processRef", ""), None)
            name = participant.get("name") or ""
            self.subject.pools.append(Pool(identifier(participant), name, scope if scope is not None and scope.items else None))
        ends = {link.get("sourceRef"): link.get("targetRef") for link in children(collaboration, "association")}
        ends |= {target: source for source, target in ends.items()}
        for artifact in children(collaboration, "textAnnotation", "group"):
            home = self.scope_of.get(ends.get(identifier(artifact), ""), self.subject.artifacts)
            self._add(artifact, home)

    def _scope(self, container: Element) -> Scope:
        scope = Scope(identifier(container))
        lane_of: dict[str, str] = {}
        if tag(container) == "process":
            scope.lanes = tuple(self._lane(lane, lane_of) for lane_set in children(container, "laneSet") for lane in self._lanes(lane_set))
        for element in children(container, *_DRAWN):
            self._add(element, scope, lane=lane_of.get(identifier(element), ""))
        self._settle_hosts(scope)
        return scope

    def _lanes(self, lane_set: Element) -> Iterator[Element]:
        return (lane for lane in children(lane_set, "lane") if self._is_usable(lane))

    def _lane(self, lane: Element, lane_of: dict[str, str]) -> Lane:
        """A lane; who stands in it is noted for the innermost."""
        inner = tuple(self._lane(each, lane_of) for lane_set in children(lane, "childLaneSet") for each in self._lanes(lane_set))
        home = identifier(lane)
        while inner and home != _first_leaf(inner[0]):
            home = _first_leaf(inner[0])
        for reference in children(lane, "flowNodeRef"):
            lane_of.setdefault(text_of(reference), home)
        return Lane(identifier(lane), lane.get("name") or "", inner)

    def _add(self, element: Element, scope: Scope, *, lane: str = "") -> None:
        if not self._is_usable(element):
            return
        key = identifier(element)
        scope.items[key] = Item(
            id=key,
            kind=_kind(element),
            name=text_of(child(element, "text")) if tag(element) == "textAnnotation" else element.get("name") or "",
            lane=lane,
            host=element.get("attachedToRef", "") if tag(element) == "boundaryEvent" else "",
            is_start=tag(element) == "startEvent",
            content=self._scope(element) if tag(element) in SUBPROCESSES else None,
        )
        self.scope_of[key] = scope
        self.parents[key] = scope.id

    def _settle_hosts(self, scope: Scope) -> None:
        """A boundary event is in the lane of its activity; one whose activity is not there stands by itself."""
        for key, item in list(scope.items.items()):
            if not item.host:
                continue
            host = scope.items.get(item.host)
            is_there = host is not None and host.kind == "activity"
            lane = host.lane if host is not None and is_there else item.lane
            scope.items[key] = replace(item, lane=lane, host=item.host if is_there else "")

    def _read_links(self) -> None:
        pools = {pool.id for pool in self.subject.pools}
        for link in self._links():
            home, other = self.scope_of.get(link.source), self.scope_of.get(link.target)
            if home is not None and home is other:
                home.links.append(link)
            elif (home or link.source in pools) and (other or link.target in pools):
                self.subject.crossing.append(link)
        self._read_groups()
        for scope in {id(scope): scope for scope in self.scope_of.values() if scope.lanes}.values():
            _settle_lanes(scope)

    def _links(self) -> Iterator[Link]:
        defaults = {element.get("default") for element in self.model.elements if element.get("default")}
        for flow in self.model.all("sequenceFlow", "messageFlow", "association"):
            if self._is_usable(flow):
                name, source, target = flow.get("name") or "", flow.get("sourceRef", ""), flow.get("targetRef", "")
                is_loose = tag(flow) == "association"
                yield Link(identifier(flow), source, target, "" if is_loose else name, identifier(flow) in defaults, is_loose)
        for flow in self.model.all("dataInputAssociation", "dataOutputAssociation"):
            holder = flow.getparent()
            if not self._is_usable(flow) or holder is None:
                continue
            for end in children(flow, "sourceRef" if tag(flow) == "dataInputAssociation" else "targetRef"):
                ends = text_of(end), identifier(holder)
                source, target = ends if tag(flow) == "dataInputAssociation" else ends[::-1]
                yield Link(identifier(flow), source, target, is_loose=True)
                break

    def _read_groups(self) -> None:
        members: dict[str, list[str]] = defaultdict(list)
        for reference in self.model.all("categoryValueRef"):
            holder = reference.getparent()
            if holder is not None and identifier(holder) in self.scope_of:
                members[text_of(reference)].append(identifier(holder))
        for group in self.model.all("group"):
            scope = self.scope_of.get(identifier(group))
            if scope is not None:
                inside = members[group.get("categoryValueRef", "")]
                scope.groups[identifier(group)] = [key for key in inside if self.scope_of[key] is scope]

    def drawn(self) -> list[tuple[Element, Drawing]]:
        """The planes of the file's own interchange, with what has its place there."""
        planes = self.model.root.iter(f"{{{BPMNDI}}}BPMNPlane")
        return [(plane, self._drawn(plane)) for plane in planes]

    def _drawn(self, plane: Element) -> Drawing:
        found = Drawing()
        for shape in plane.iterchildren(f"{{{BPMNDI}}}BPMNShape"):
            key, bounds = self.shown(shape), _bounds(shape)
            if bounds is None:
                continue
            found.shapes[key] = bounds
            if is_true(shape.get("isExpanded")):
                found.expanded.add(key)
            if (label := _label(shape)) is not None:
                found.labels[key] = label
        for edge in plane.iterchildren(f"{{{BPMNDI}}}BPMNEdge"):
            key = self.shown(edge)
            found.edges[key] = tuple(_point(each) for each in edge.iterchildren(etree.Element) if _local(each) == "waypoint")
            if (label := _label(edge)) is not None:
                found.labels[key] = label
        return found

    def shown(self, shape: Element) -> str:
        key: str = (shape.get("bpmnElement") or "").strip()
        return key if key in self.model.by_id else key.rpartition(":")[2]


def holders(contents: Contents, key: str) -> Iterator[str]:
    """The subprocesses around an item, the innermost first."""
    parent = contents.parents.get(key, "")
    while parent in contents.parents:
        yield parent
        parent = contents.parents[parent]


def _settle_lanes(scope: Scope) -> None:
    """What is in no lane is drawn in that of its neighbour: lanes fill their pool."""
    neighbours: dict[str, list[str]] = defaultdict(list)
    for link in scope.links:
        neighbours[link.source].append(link.target)
        neighbours[link.target].append(link.source)
    known = deque(key for key, item in scope.items.items() if item.lane)
    others = [key for key, item in scope.items.items() if not item.lane and item.kind not in ARTIFACTS]
    lanes = {key: scope.items[key].lane for key in known}
    while known:
        key = known.popleft()
        for other in neighbours[key]:
            if other not in lanes:
                lanes[other] = lanes[key]
                known.append(other)
    for key in others:
        item = scope.items[key]
        lane = lanes.get(item.host or key) or _first_leaf(scope.lanes[-1])
        scope.items[key] = replace(item, lane=lane)


def _first_leaf(lane: Lane) -> str:
    return _first_leaf(lane.lanes[0]) if lane.lanes else lane.id


def _kind(element: Element) -> Kind:
    name = tag(element)
    if name in EVENTS:
        return "event"
    if name in GATEWAYS:
        return "gateway"
    others: dict[str, Kind] = {
        "dataObjectReference": "data", "dataStoreReference": "store", "textAnnotation": "annotation", "group": "group",
    }  # fmt: skip
    return others.get(name, "activity")


def _bounds(shape: Element) -> Box | None:
    for each in shape.iterchildren(etree.Element):
        if _local(each) == "Bounds":
            return Box(*(_number(each.get(side)) for side in ("x", "y", "width", "height")))
    return None


def _label(shape: Element) -> Box | None:
    label = shape.find(f"{{{BPMNDI}}}BPMNLabel")
    return None if label is None else _bounds(label)


def _point(waypoint: Element) -> tuple[int, int]:
    return _number(waypoint.get("x")), _number(waypoint.get("y"))


def _number(text: str | None) -> int:
    """A coordinate in whole pixels; what is none, or lies beyond any paper, counts as 0."""
    try:
        value = float(text or 0)
    except ValueError:
        return 0
    return round(value) if abs(value) < _FARTHEST else 0


def _local(element: Element) -> str:
    name: str = etree.QName(element).localname
    return name
