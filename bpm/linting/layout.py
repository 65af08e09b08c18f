"""Models and elements without a place in the diagram. One warning for each process."""

from collections.abc import Iterator

from bpm.graph.parts import Model, Node, Scope, reference
from bpm.graph.words import BPMNDI
from bpm.linting.case import Case, listed, warn
from bpm.linting.warning import LintWarning


def check(case: Case) -> Iterator[LintWarning]:
    drawn = _drawn(case.model)
    for process in case.model.processes:
        nodes = [node for node in case.model.nodes if node.scope.process is process]
        missing = [node for node in nodes if node.id not in drawn and _should_be_drawn(node, drawn)]
        if missing and len(missing) == len([node for node in nodes if _should_be_drawn(node, drawn)]):
            yield warn(process, "no-layout")
        elif missing:
            yield warn(missing[0], "no-place-in-diagram", nodes=listed([node.label for node in missing]))


def _drawn(model: Model) -> dict[str, bool]:
    """The elements with a shape, and whether what is inside them is shown."""
    shapes = model.root.iter(f"{BPMNDI}BPMNShape")
    return {reference(shape.get("bpmnElement")): shape.get("isExpanded") != "false" for shape in shapes}


def _should_be_drawn(node: Node, drawn: dict[str, bool]) -> bool:
    """What lies in a collapsed subprocess, or in one that is itself not drawn, needs no place."""
    scope: Scope | None = node.scope
    while scope is not None and scope.owner is not None:
        if not drawn.get(scope.owner.id, False):
            return False
        scope = scope.owner.scope
    return True
