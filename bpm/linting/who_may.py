"""Who-may rules that let nobody in (`lz:may` without a value)."""

from collections.abc import Iterator

from bpm.graph.parts import extensions
from bpm.graph.words import Element
from bpm.linting.case import Case, warn
from bpm.linting.warning import LintWarning

KINDS = ("group", "role", "agent", "customer")


def check(case: Case) -> Iterator[LintWarning]:
    for node in case.model.nodes:
        for rule in node.extensions("may"):
            yield from (warn(node, "nobody-may", kind=kind) for kind in _empty(rule))
    for scope in case.model.scopes:
        for lane in {lane.id: lane for path in scope.lanes.values() for lane in path}.values():
            for rule in extensions(lane.element, "may"):
                for kind in _empty(rule):
                    yield LintWarning(lane.id, rule.sourceline or 0, "nobody-may", {"name": lane.name or lane.id, "kind": kind})


def _empty(rule: Element) -> list[str]:
    said = [kind for kind in KINDS if rule.get(kind) is not None]
    return [kind for kind in said if not (rule.get(kind) or "").strip()] if said else ["group"]
