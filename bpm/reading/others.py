"""What files given together know of each other: their processes, global tasks and decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

from bpm.dialect import B
from bpm.reading.opening import Document
from bpm.reading.tree import children, tag

GLOBALS: Final = {
    "globalTask": "task", "globalUserTask": "userTask", "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask", "globalBusinessRuleTask": "businessRuleTask",
}  # fmt: skip
# Where a token rests, or where it may go another way: a circle of calls with one of these may end.
_RESTS: Final = tuple(
    B + name
    for name in (
        "userTask", "manualTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway", "exclusiveGateway", "inclusiveGateway",
        "complexGateway", "conditionExpression", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Callee:
    """A process as its callers see it."""

    id: str
    is_startable: bool
    rests: bool
    calls: tuple[str, ...] = ()


@dataclass(frozen=True)
class Others:
    """The other files, as far as they matter for one."""

    processes: Mapping[str, Callee] = field(default_factory=dict)
    globals: Mapping[str, str] = field(default_factory=dict)
    decisions: frozenset[str] = frozenset()

    @classmethod
    def from_records(cls, records: Sequence[Mapping[str, Any]]) -> Self:
        """The first file that holds an id is the one that is meant."""
        processes: dict[str, Callee] = {}
        known: dict[str, str] = {}
        decisions: set[str] = set()
        for record in records:
            for key, startable, rests, calls in record.get("processes", ()):
                processes.setdefault(key, Callee(key, startable, rests, tuple(calls)))
            known = {**record.get("globals", {}), **known}
            decisions |= set(record.get("decisions", ()))
        return cls(processes, known, frozenset(decisions))


def contents(document: Document) -> dict[str, Any]:
    """The record of one file."""
    if document.kind == "dmn":
        return {"decisions": _decision_ids(document)}
    processes = [callee_of(process) for process in children(document.root, "process")]
    return {
        "processes": [[callee.id, callee.is_startable, callee.rests, list(callee.calls)] for callee in processes if callee.id],
        "globals": {(element.get("id") or "").strip(): tag(element) for element in children(document.root, *GLOBALS)},
    }


def callee_of(process: Any) -> Callee:
    starts = list(children(process, "startEvent"))
    calls = tuple(local_name(call.get("calledElement") or "") for call in process.iter(B + "callActivity"))
    return Callee(
        id=(process.get("id") or "").strip(),
        is_startable=not starts or any(_is_none_start(start) for start in starts),
        rests=next(process.iter(*_RESTS), None) is not None,
        calls=tuple(call for call in calls if call),
    )


def local_name(reference: str) -> str:
    return reference.strip().rsplit(":", 1)[-1]


def _is_none_start(start: Any) -> bool:
    return not any(tag(inner).endswith(("EventDefinition", "eventDefinitionRef")) for inner in start)


def _decision_ids(document: Document) -> list[str]:
    return [element.get("id", "").strip() for element in document.root.iter("{*}decision") if element.get("id")]
