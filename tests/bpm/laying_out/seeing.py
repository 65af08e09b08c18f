"""Looks at a diagram as a reader would: what is missing, what lies on what, which flow passes through which shape."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from lxml import etree

from bpm.dialect import BPMNDI, NODES, B

D = f"{{{BPMNDI}}}"
CONTAINERS = {"subProcess", "transaction", "adHocSubProcess"}
Rectangle = tuple[float, float, float, float]


@dataclass
class Seen:
    """A diagram: rectangles as left, top, right, bottom."""

    root: etree._Element
    shapes: dict[str, Rectangle] = field(default_factory=dict)
    edges: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    labels: dict[str, Rectangle] = field(default_factory=dict)
    plane: dict[str, str] = field(default_factory=dict)
    elements: dict[str, etree._Element] = field(default_factory=dict)


def see(data: bytes) -> Seen:
    root = etree.fromstring(data)
    seen = Seen(root)
    seen.elements = {one.get("id").strip(): one for one in reversed(list(root.iter(B + "*"))) if one.get("id")}
    for plane in root.iter(D + "BPMNPlane"):
        for one in plane.iterchildren(D + "BPMNShape", D + "BPMNEdge"):
            key = one.get("bpmnElement")
            if key not in seen.elements:
                continue
            seen.plane[key] = plane.get("id")
            if one.tag == D + "BPMNShape":
                seen.shapes[key] = rectangle(one)
            else:
                seen.edges[key] = [(float(each.get("x")), float(each.get("y"))) for each in one.iterchildren("{*}waypoint")]
            label = one.find(D + "BPMNLabel")
            if label is not None and label.find("{*}Bounds") is not None:
                seen.labels[key] = rectangle(label)
    return seen


def rectangle(shape: etree._Element) -> Rectangle:
    x, y, width, height = (float(shape.find("{*}Bounds").get(side)) for side in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def without_diagram(data: bytes) -> bytes:
    root = etree.fromstring(data)
    for diagram in list(root.iter(D + "BPMNDiagram")):
        diagram.getparent().remove(diagram)
    bare: bytes = etree.tostring(root)
    return bare


def faults(seen: Seen) -> list[str]:
    """All that is not as it should be."""
    return [fault for look in (_missing, _overlapping, _outside, _off_border, _passed_through, _hidden, _askew) for fault in look(seen)]


def name(element: etree._Element) -> str:
    local: str = etree.QName(element).localname
    return local


def parents(seen: Seen, key: str) -> list[str]:
    return [one.get("id") for one in seen.elements[key].iterancestors() if one.get("id")]


def _missing(seen: Seen) -> Iterator[str]:
    for process in seen.root.iterchildren(B + "process"):
        nodes = {
            (one.get("id") or "").strip()
            for one in process.iter()
            if isinstance(one.tag, str) and one.tag.removeprefix(B) in NODES and one.tag.startswith(B)
        }
        nodes = {key for key in nodes if set(map(name, seen.elements[key].iterancestors())) <= {*CONTAINERS, "process", "definitions"}}
        yield from (f"{key} has no shape" for key in nodes - seen.shapes.keys())
        for flow in process.iter(B + "sequenceFlow"):
            if {flow.get("sourceRef"), flow.get("targetRef")} <= nodes and flow.get("id").strip() not in seen.edges:
                yield f"{flow.get('id')} has no edge"


def _solid(seen: Seen) -> dict[str, Rectangle]:
    frames = {"lane", "participant", "group"}
    return {key: box for key, box in seen.shapes.items() if name(seen.elements[key]) not in frames}


def _overlapping(seen: Seen) -> Iterator[str]:
    for (one, a), (other, b) in combinations(_solid(seen).items(), 2):
        if seen.plane[one] != seen.plane[other] or one in parents(seen, other) or other in parents(seen, one):
            continue
        if other == seen.elements[one].get("attachedToRef") or one == seen.elements[other].get("attachedToRef"):
            continue
        if overlap(a, b):
            yield f"{one} and {other} overlap"


def overlap(a: Rectangle, b: Rectangle) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _outside(seen: Seen) -> Iterator[str]:
    pools = {one.get("processRef"): one.get("id") for one in seen.root.iter(B + "participant") if one.get("id") in seen.shapes}
    for key, box in _solid(seen).items():
        around = [each for each in (pools.get(up, up) for up in parents(seen, key)) if each in seen.shapes]
        for frame in around[:1] if seen.elements[key].get("attachedToRef") is None else ():
            if not within(box, seen.shapes[frame]):
                yield f"{key} lies outside of {frame}"
    for lane in seen.root.iter(B + "lane"):
        inside = [each.text.strip() for each in lane.iterchildren(B + "flowNodeRef") if each.text]
        inside = [each for each in inside if each in seen.shapes and seen.elements[each].get("attachedToRef") is None]
        yield from (
            f"{each} lies outside of its lane"
            for each in inside
            if name(seen.elements[each].getparent()) == "process"
            and _only_lane(seen, each)
            and not within(seen.shapes[each], seen.shapes[lane.get("id")])
        )


def _only_lane(seen: Seen, key: str) -> bool:
    named = [each for each in seen.root.iter(B + "flowNodeRef") if (each.text or "").strip() == key]
    return len(named) == 1


def within(box: Rectangle, frame: Rectangle) -> bool:
    return frame[0] <= box[0] and frame[1] <= box[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _off_border(seen: Seen) -> Iterator[str]:
    for key, box in seen.shapes.items():
        host = seen.shapes.get(seen.elements[key].get("attachedToRef"))
        if host is None:
            continue
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        on_level = y in (host[1], host[3]) and host[0] <= x <= host[2]
        if not on_level and not (x in (host[0], host[2]) and host[1] <= y <= host[3]):
            yield f"{key} is not on the border of its activity"


def _ends(seen: Seen, key: str) -> set[str]:
    element = seen.elements[key]
    ends = {element.get("sourceRef"), element.get("targetRef")}
    ends |= {(each.text or "").strip() for each in element.iterchildren(B + "sourceRef", B + "targetRef")}
    if name(element).startswith("data"):
        ends.add(element.getparent().get("id"))
    return {end for end in ends if end}


def _passed_through(seen: Seen) -> Iterator[str]:
    solid = _solid(seen)
    for key, path in seen.edges.items():
        ends = _ends(seen, key)
        through = {up for end in ends if end in seen.elements for up in parents(seen, end)}
        for shape, box in solid.items():
            if shape in through or seen.plane[shape] != seen.plane[key]:
                continue
            if any(cuts(start, end, box) for start, end in pairwise(path)):
                yield f"{key} passes through {shape}"


def cuts(start: tuple[float, float], end: tuple[float, float], box: Rectangle) -> bool:
    left, right = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    return left < box[2] and right > box[0] and top < box[3] and bottom > box[1]


def _hidden(seen: Seen) -> Iterator[str]:
    for key, label in seen.labels.items():
        for shape, box in _solid(seen).items():
            if seen.plane[shape] == seen.plane[key] and overlap(label, box) and not within(label, box):
                yield f"the text of {key} lies on {shape}"
    for (one, a), (other, b) in combinations(seen.labels.items(), 2):
        if seen.plane[one] == seen.plane[other] and overlap(a, b):
            yield f"the texts of {one} and {other} lie on each other"


def _askew(seen: Seen) -> Iterator[str]:
    for key, path in seen.edges.items():
        if len(path) < 2 or any(a[0] != b[0] and a[1] != b[1] for a, b in pairwise(path)):
            yield f"{key} is not orthogonal"
