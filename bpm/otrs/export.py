"""An export as entities: checks that all it refers to is there, and sorts what OTRS sorts (desk.md 11.1, 11.9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from bpm.otrs.errors import OtrsError
from bpm.otrs.yaml_text import Plain
from bpm.sentences import Sentence

MAX_ACTIVITIES = 500
MAX_EDGES = 2_000


@dataclass(frozen=True)
class Entity:
    """A process, activity, dialog, transition or transition action with its configuration."""

    id: str
    name: str
    config: dict[str, Plain]

    @property
    def key(self) -> tuple[str, str]:
        return self.id, self.name


@dataclass(frozen=True)
class Edge:
    """One way out of an activity: a transition, where it leads, what is done on it."""

    activity: str
    transition: str
    target: str
    actions: tuple[str, ...]


@dataclass(frozen=True)
class Export:
    process: Entity
    state: str
    start_activity: str
    start_dialog: str
    activities: dict[str, Entity]
    dialogs: dict[str, Entity]
    transitions: dict[str, Entity]
    actions: dict[str, Entity]
    offered: dict[str, tuple[str, ...]]
    ways: dict[str, tuple[Edge, ...]]

    @property
    def edges(self) -> list[Edge]:
        return list(chain.from_iterable(self.ways.values()))


def read_export(data: Plain) -> Export:
    if not isinstance(data, dict) or not isinstance(data.get("Process"), dict):
        raise OtrsError(
            Sentence("The file is not a process export: it has no map called Process. Export a process from the process management screen.")
        )
    raw = as_map(data["Process"], "Process")
    process = _entity(raw, entity_id=as_text(raw.get("EntityID", "")) or "Process", where="Process")
    path = as_map(process.config.get("Path", ""), "Process.Config.Path")
    pools = {kind: _pool(data, kind) for kind in ("Activities", "ActivityDialogs", "Transitions", "TransitionActions")}
    ways = {activity: _ways(activity, path[activity]) for activity in path}
    used = _used_activities(process, as_list(raw.get("Activities", "")), ways)
    export = Export(
        process=process,
        state=as_text(raw.get("State", "")) or as_text(raw.get("StateEntityID", "")),
        start_activity=as_text(process.config.get("StartActivity", "")),
        start_dialog=as_text(process.config.get("StartActivityDialog", "")),
        activities=pools["Activities"],
        dialogs=pools["ActivityDialogs"],
        transitions=pools["Transitions"],
        actions=pools["TransitionActions"],
        offered={activity: _offered(pools["Activities"].get(activity)) for activity in used},
        ways={activity: ways.get(activity, ()) for activity in used},
    )
    _check(export)
    return export


def _used_activities(process: Entity, listed: list[str], ways: dict[str, tuple[Edge, ...]]) -> list[str]:
    """Start first, then in the order of the path: that is the order on the page."""
    start = as_text(process.config.get("StartActivity", ""))
    targets = [edge.target for edges in ways.values() for edge in edges]
    return list(dict.fromkeys(one for one in (start, *ways, *targets, *listed) if one))


def _pool(data: dict[str, Plain], kind: str) -> dict[str, Entity]:
    """The entities of a kind under the ids by which others refer to them."""
    raw = {key: as_map(value, f"{kind}.{key}") for key, value in as_map(data.get(kind, ""), kind).items()}
    return {key: _entity(value, entity_id=key, where=f"{kind}.{key}") for key, value in raw.items()}


def _entity(raw: dict[str, Plain], *, entity_id: str, where: str) -> Entity:
    return Entity(entity_id, as_text(raw.get("Name", "")) or entity_id, as_map(raw.get("Config", ""), f"{where}.Config"))


def _ways(activity: str, raw: Plain) -> tuple[Edge, ...]:
    """Transitions in ascending order of their ids, as OTRS tries them."""
    where = f"Process.Config.Path.{activity}"
    edges = []
    for transition, value in sorted(as_map(raw, where).items()):
        edge = as_map(value, f"{where}.{transition}")
        target = as_text(edge.get("ActivityEntityID", "")) or as_text(edge.get("ActivityID", ""))
        if not target:
            raise OtrsError(
                Sentence(
                    "The transition {transition!r} of the activity {activity!r} leads nowhere. Give it a target and export again.",
                    transition=transition,
                    activity=activity,
                )
            )
        edges.append(Edge(activity, transition, target, tuple(as_list(edge.get("TransitionAction", "")))))
    return tuple(edges)


def _offered(activity: Entity | None) -> tuple[str, ...]:
    """Dialogs in the order of their numbers, each once."""
    dialogs = as_list(activity.config.get("ActivityDialog", "")) if activity else []
    return tuple(dict.fromkeys(dialogs))


def _check(export: Export) -> None:
    if not export.ways:
        raise OtrsError(Sentence("The process {name!r} has no activities, so nothing could ever happen in it.", name=export.process.name))
    if len(export.ways) > MAX_ACTIVITIES or len(export.edges) > MAX_EDGES:
        raise OtrsError(
            Sentence(
                "The process has more than {activities} activities or {edges:,} transitions.", activities=MAX_ACTIVITIES, edges=MAX_EDGES
            )
        )
    _need("Activity", export.ways, export.activities)
    _need("ActivityDialog", chain(*export.offered.values(), filter(None, [export.start_dialog])), export.dialogs)
    _need("Transition", (edge.transition for edge in export.edges), export.transitions)
    _need("TransitionAction", (action for edge in export.edges for action in edge.actions), export.actions)


def _need(kind: str, wanted: Iterable[str], pool: dict[str, Entity]) -> None:
    for entity_id in wanted:
        if entity_id not in pool:
            raise OtrsError(
                Sentence(
                    "Missing data for {pool} {key!r}: the file names it and does not hold it. Export the process again.",
                    pool=kind,
                    key=entity_id[:60],
                )
            )


def as_text(value: Plain) -> str:
    return value if isinstance(value, str) else ""


def as_map(value: Plain, where: str) -> dict[str, Plain]:
    """A map; Perl writes an empty one as nothing or as an empty list, too."""
    if isinstance(value, dict):
        return value
    if value in ("", []):
        return {}
    raise OtrsError(Sentence("{path} is not a map of names and values. Export the process again.", path=where[:120]))


def as_list(value: Plain) -> list[str]:
    """A list of ids, also where it is written as a map of order numbers or as one id."""
    if isinstance(value, dict):
        value = [value[key] for key in sorted(value, key=_by_number)]
    if isinstance(value, str):
        return [value] if value else []
    return [_id(each) for each in value if _id(each)]


def _id(value: Plain) -> str:
    """An id, alone or in the map that the runtime configuration of OTRS 3 writes around it."""
    return as_text(value.get("ActivityDialogEntityID", "")) if isinstance(value, dict) else as_text(value)


def _by_number(key: str) -> tuple[int, str]:
    return (int(key) if key.isascii() and key.isdecimal() and len(key) < 10 else 10**9, key)
