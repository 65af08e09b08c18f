"""A file on its way to a normalised model: its tree, its sheet, and who is joined with whom."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from bpm.reading.opening import Document
from bpm.reading.others import Others
from bpm.reading.parsing import Element
from bpm.reading.sheet import Sheet
from bpm.reading.tree import CONTAINERS, FLOW_NODES, children, identifier, is_true, tag


class Model:
    """What the readers of single kinds of elements share. `by_id` and the flow indexes are filled by the first steps."""

    def __init__(self, document: Document, *, others: Others, is_foreign: bool) -> None:
        self.root = document.root
        self.others = others
        self.is_foreign = is_foreign
        self.elements = list(document.lines)
        self.sheet = Sheet(document.root, lines=document.lines)
        self.in_extension = _in_extension(self.elements)
        self.by_id: dict[str, Element] = {}
        self.outgoing: dict[Element, list[Element]] = defaultdict(list)
        self.incoming: dict[Element, list[Element]] = defaultdict(list)
        self.ends: dict[Element, tuple[Element, Element]] = {}
        self.handlers: dict[Element, Element] = {}  # activity that compensates -> its boundary event
        self.compensating: set[Element] = set()  # those boundary events
        self.main: Element | None = None
        self.called_globals: set[str] = set()
        self.set_names: set[str] = set()

    def note(self, element: Element, rule: str, **params: str) -> None:
        self.sheet.note(element, rule, **params)

    def all(self, *tags: str) -> Iterator[Element]:
        """Elements of these kinds in the file's order, wherever they stand but inside another tool's extension."""
        wanted = frozenset(tags)
        return (element for element in self.elements if tag(element) in wanted and element not in self.in_extension)

    @property
    def processes(self) -> list[Element]:
        return list(children(self.root, "process"))

    def nodes(self) -> Iterator[Element]:
        """Flow nodes that stand in a process or subprocess, in the file's order."""
        return iter(self._nodes)

    @cached_property
    def _nodes(self) -> list[Element]:
        return [element for element in self.elements if tag(element) in FLOW_NODES and is_placed(element)]

    def containers(self) -> Iterator[Element]:
        return (element for element in self.elements if tag(element) in CONTAINERS and (tag(element) == "process" or is_placed(element)))

    def named(self, reference: str | None, *tags: str) -> Element | None:
        """The element a reference means, if it is of one of these kinds."""
        found = self.by_id.get(reference or "")
        return found if found is not None and (not tags or tag(found) in tags) else None


def _in_extension(elements: list[Element]) -> set[Element]:
    """What stands inside of extensionElements; the elements come in the file's order, parents first."""
    found: set[Element] = set()
    for element in elements:
        parent = element.getparent()
        if parent is not None and (parent in found or tag(parent) == "extensionElements"):
            found.add(element)
    return found


def is_placed(element: Element) -> bool:
    """Whether containers lead from the element up to a process of the file."""
    parent = element.getparent()
    while parent is not None and tag(parent) in CONTAINERS:
        if tag(parent) == "process":
            grand = parent.getparent()
            return grand is not None and grand.getparent() is None
        parent = parent.getparent()
    return False


def nodes_in(scope: Element) -> list[Element]:
    return list(children(scope, *FLOW_NODES))


def is_event_subprocess(element: Element) -> bool:
    return tag(element) == "subProcess" and is_true(element.get("triggeredByEvent"))


def label(element: Element) -> str:
    """How sentences call an element: by its name, else by its id."""
    return " ".join((element.get("name") or "").split()) or identifier(element)
