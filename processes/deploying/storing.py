"""Definitions and versions as they are written: the one an upload belongs to, and a new version with its files."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bpm.model import Model
from desk import auditing, house_permissions
from desk.actors import Actor
from desk.groups import Group, QueuePermission
from desk.house_permissions import HousePermission
from desk.permitted_groups import permitted_groups, sources_of
from foundation.db import db
from foundation.errors import Conflict, Forbidden
from processes.deploying import translations
from processes.deploying.reading import Part, Upload
from processes.versions import PartKind, ProcessDefinition, ProcessPart, ProcessVersion


def definition_for(model: Model, owner_group: Group | None, *, actor: Actor) -> ProcessDefinition:
    """The definition a model belongs to, held until the end of the unit of work; a new one where there is none."""
    process_id = model.main.name
    definition = db.session.scalar(select(ProcessDefinition).where(ProcessDefinition.process_id == process_id).with_for_update())
    if definition is None:
        definition = ProcessDefinition(process_id=process_id, name="", owner_group_id=owner_group and owner_group.id, created_by=str(actor))
        require_power_over(definition, actor=actor)
        db.session.add(definition)
    else:
        require_power_over(definition, actor=actor)
        hand_over(definition, owner_group, actor=actor)
    definition.name = (model.main.description or process_id)[:255]
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict(f"Somebody else deploys the process {process_id!r} for the first time at this moment; try again.") from error
    return definition


def require_power_over(definition: ProcessDefinition, *, actor: Actor) -> None:
    """Go on only as a designer with rw in the group that owns the process, or as an administrator.

    A process does more for its designer than the designer may: where it works everywhere, only administrators send it.

    Raises:
        Forbidden: the actor is neither.
    """
    house_permissions.require(actor, HousePermission.DESIGNER)
    require_group(definition.owner_group_id, actor=actor)


def require_group(group_id: int | None, *, actor: Actor) -> None:
    """Go on only as somebody who may have processes work for a group; None: for the house.

    Raises:
        Forbidden: the actor has no rw in it, and is no administrator.
    """
    if house_permissions.has(actor, HousePermission.ADMIN):
        return
    if group_id is None:
        house_permissions.require(actor, HousePermission.ADMIN)
    held = permitted_groups(sources_of(actor, QueuePermission.RW)).where(Group.id == group_id)
    if db.session.scalar(held) is None:
        name = db.session.get_one(Group, group_id).name
        raise Forbidden(f"{actor} needs rw in the group {name!r}, or to be an administrator: processes would act in its queues.")


def hand_over(definition: ProcessDefinition, owner_group: Group | None, *, actor: Actor) -> bool:
    """Let another group own the process; None: as before."""
    if owner_group is None or owner_group.id == definition.owner_group_id:
        return False
    require_group(owner_group.id, actor=actor)
    former = db.session.get(Group, definition.owner_group_id) if definition.owner_group_id else None
    definition.owner_group_id = owner_group.id
    db.session.flush()
    auditing.record("changed", about=about(definition), changes={"owner group": (former, owner_group)}, actor=actor)
    return True


def version_with(definition: ProcessDefinition, upload: Upload) -> ProcessVersion | None:
    """The version made of the same files."""
    return db.session.scalar(
        select(ProcessVersion).where(ProcessVersion.definition_id == definition.id, ProcessVersion.sha256 == digest_of(upload.parts))
    )


def stored(definition: ProcessDefinition, upload: Upload, *, actor: Actor, reason: str) -> ProcessVersion:
    """A new version with its parts."""
    newest = db.session.scalar(select(func.max(ProcessVersion.number)).where(ProcessVersion.definition_id == definition.id))
    version = ProcessVersion(
        definition=definition,
        number=(newest or 0) + 1,
        sha256=digest_of(upload.parts),
        report=[report.as_record() for report in upload.reports],
        reason=reason,
        deployed_by=str(actor),
    )
    db.session.add(version)
    db.session.flush()
    for position, part in enumerate(upload.parts):
        stored_part = ProcessPart(version_id=version.id, position=position, kind=part.kind, name=part.name[:255], content=part.content)
        db.session.add(stored_part)
    db.session.flush()
    return version


def digest_of(parts: Sequence[Part]) -> str:
    """What tells one version from another: all of its files, whatever they are called."""
    digest = hashlib.sha256()
    for part in parts:
        named = translations.language_of(part.name) if part.kind is PartKind.TEXTS else ""
        digest.update(f"{part.kind} {named} {len(part.content)}\n".encode())
        digest.update(part.content)
    return digest.hexdigest()


def about(definition: ProcessDefinition) -> tuple[str, int, str]:
    """A process, for audit entries."""
    return "process", definition.id, definition.process_id[:200]
