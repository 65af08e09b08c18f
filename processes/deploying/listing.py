"""What is there: processes with their versions, and how much runs on each."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all

from desk.groups import Group
from foundation.db import db
from processes.activities import IS_OPEN, Activity
from processes.instances import RUNNING, Instance
from processes.messages import Subscription
from processes.timers import Timer
from processes.versions import ProcessDefinition, ProcessVersion, VersionState


@dataclass(frozen=True, kw_only=True)
class ListedVersion:
    """One version; `running`: how many instances run on it."""

    id: int
    number: int
    state: VersionState
    running: int
    reason: str
    deployed_at: datetime
    deployed_by: str
    activated_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One process with its versions, the newest first; `owner_group` None: the house's own."""

    process_id: str
    name: str
    owner_group: str | None
    versions: list[ListedVersion] = field(default_factory=list)

    @property
    def active(self) -> ListedVersion | None:
        return next((version for version in self.versions if version.state is VersionState.ACTIVE), None)


@dataclass(frozen=True)
class NodeUse:
    """What stands at an element: activities that are open, and tokens that wait for an event."""

    open: int = 0
    waiting: int = 0


def listed() -> list[Listed]:
    """All processes by name."""
    running = select(Instance.version_id, func.count().label("running")).where(RUNNING).group_by(Instance.version_id).subquery()
    rows = db.session.execute(
        select(ProcessDefinition, Group.name, ProcessVersion, func.coalesce(running.c.running, 0))
        .join(ProcessVersion, ProcessVersion.definition_id == ProcessDefinition.id)
        .outerjoin(Group, Group.id == ProcessDefinition.owner_group_id)
        .outerjoin(running, running.c.version_id == ProcessVersion.id)
        .order_by(ProcessDefinition.name, ProcessDefinition.process_id, ProcessVersion.number.desc())
    )
    found: dict[str, Listed] = {}
    for definition, group, version, count in rows:
        known = found.setdefault(definition.process_id, Listed(process_id=definition.process_id, name=definition.name, owner_group=group))
        known.versions.append(listed_version(version, running=count))
    return list(found.values())


def listed_version(version: ProcessVersion, *, running: int) -> ListedVersion:
    return ListedVersion(
        id=version.id,
        number=version.number,
        state=version.state,
        running=running,
        reason=version.reason,
        deployed_at=version.deployed_at,
        deployed_by=version.deployed_by,
        activated_at=version.activated_at,
    )


def nodes_in_use(version_id: int) -> dict[str, NodeUse]:
    """By element of a version, what stands there in running instances."""

    def counted(element: Any, instance_id: Any, kind: str, *conditions: Any) -> Select[Any]:
        found = select(element.label("element"), literal(kind).label("kind"), func.count().label("number"))
        joined = found.join(Instance, Instance.id == instance_id).where(RUNNING, Instance.version_id == version_id, *conditions)
        return joined.group_by(element)

    parts = union_all(
        counted(Activity.node_id, Activity.instance_id, "open", IS_OPEN),
        counted(Timer.element, Timer.instance_id, "waiting"),
        counted(Subscription.element, Subscription.instance_id, "waiting"),
    )
    found: dict[str, dict[str, int]] = {}
    for element, kind, number in db.session.execute(parts):
        counts = found.setdefault(element, {"open": 0, "waiting": 0})
        counts[kind] += number
    return {element: NodeUse(**counts) for element, counts in found.items()}
