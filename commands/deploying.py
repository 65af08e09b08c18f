"""What `laufzettel process deploy`, `list` and `export` do in the database, for whoever owns the machine."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from commands.opening import opened_house
from desk.actors import SYSTEM
from desk.groups import Group
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from processes import definitions
from processes.definitions import Listed

USUAL_GROUP = "users"


def deploy(files: Sequence[tuple[str, bytes]], *, activates: bool, accept_unbound: bool, group: str | None, reason: str) -> dict[str, Any]:
    """Deploy, and activate if that is wanted: both or nothing.

    Raises:
        Refused: by element, what stands in the way.
        NotFound: there is no such group.
    """

    def done() -> dict[str, Any]:
        known = {process.process_id for process in definitions.listed()}
        owner = Group.named(group) if group else None
        version = definitions.deploy(files, actor=SYSTEM, owner_group=owner, reason=reason)
        if owner is None and version.definition.process_id not in known:
            definitions.hand_over(version.definition, Group.named(USUAL_GROUP), actor=SYSTEM)
        if activates:
            definitions.activate(version, actor=SYSTEM, accept_unbound=accept_unbound)
        return {"process": version.definition.process_id, "version": version.number, "state": version.state.value}

    with opened_house():
        return in_unit_of_work(done)


def listed() -> list[dict[str, Any]]:
    """All processes with their versions."""
    with opened_house(), unit_of_work(reads_only=True):
        return [as_json(process) for process in definitions.listed()]


def as_json(process: Listed) -> dict[str, Any]:
    """One process as `--json` prints it."""
    versions = [
        {
            "version": version.number,
            "state": version.state.value,
            "running": version.running,
            "reason": version.reason,
            "deployed_at": version.deployed_at.isoformat(),
            "deployed_by": version.deployed_by,
            "activated_at": version.activated_at and version.activated_at.isoformat(),
        }
        for version in process.versions
    ]
    return {"process": process.process_id, "name": process.name, "group": process.owner_group, "versions": versions}


def lines_of(processes: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The same in words."""
    for process in processes:
        owner = f"group {process['group']}" if process["group"] else "the house's own"
        yield f"{process['process']}: {process['name']} ({owner})"
        for version in process["versions"]:
            told = f"  {version['version']:>4}  {version['state']:<12}  {version['running']:>7,} running"
            deployed = f"deployed {version['deployed_at'][:16].replace('T', ' ')} UTC by {version['deployed_by']}"
            yield f"{told}  {deployed}{'. ' + version['reason'] if version['reason'] else ''}"


def export(process_id: str, number: int | None) -> bytes:
    """The model of a version, as it was deployed.

    Raises:
        NotFound: there is no such process or version.
    """
    with opened_house(), unit_of_work(reads_only=True):
        return definitions.export(process_id, number)
