"""Process definitions: models are deployed as versions that never change, and versions are activated, faded away and retired.

    version = deploy([("leave.bpmn", data)], actor=actor, owner_group=users)
    activate(version, actor=actor)
    model_of(version.id)

Deploying is power: it needs the permission `designer`. A process acts as actor `process:<id>` within the queues of its owner group; a
process without one is the house's own, works in all queues, and only administrators deploy it. The parts are in `processes/deploying/`.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.exc import IntegrityError

from bpm.errors import ModelError
from bpm.model import Model
from bpm.reader import Report
from desk import auditing, house_permissions, permitted_groups
from desk.actors import Actor
from desk.groups import Group
from desk.house_permissions import HousePermission
from desk.master_data import Validity
from foundation.clock import now
from foundation.db import db
from foundation.errors import Conflict, NotFound, Refused
from processes import settling
from processes.deploying import binding, fields, models, reading, starts, translations
from processes.deploying.reading import Files, NotDeployable, Part, Upload
from processes.instances import RUNNING, Instance
from processes.versions import PartKind, ProcessDefinition, ProcessPart, ProcessVersion, VersionState

__all__ = ["NotDeployable", "activate", "active_version", "definition_of", "deploy", "export", "fade_away", "model_of", "retire"]

UNBOUND = frozenset({"no-action", "foreign-action", "no-decision"})  # rules of the reader: the token passes


# ------------------------------------------------------------------------------------------------ deploying
def deploy(files: Files, *, actor: Actor, owner_group: Group | None = None, reason: str = "") -> ProcessVersion:
    """Store a model as a version of its process; the same files again are the same version.

    Args:
        files: names and bytes: the model first, then what it calls, decisions, and texts in other languages.
        actor: a designer; an administrator, too, where the process is the house's own.
        owner_group: in whose queues the process works. None: as before; a new process is the house's own.
        reason: why, for the history of the process.

    Raises:
        Forbidden: the actor may not.
        NotDeployable: the reader's report.
        Refused: by element, what the model names and the desk does not have.
        Conflict: somebody else made the same process at this moment.
    """
    house_permissions.require(actor, HousePermission.DESIGNER)
    upload = reading.read(files)
    model = model_from(upload)
    with settling.undoable():
        definition = definition_for(model, owner_group, actor=actor)
        known = version_with(definition, upload)
        if known is not None:
            return known
        fields.ensure(model, process_id=definition.process_id, actor=actor)
        require_bound(model)
        version = stored(definition, upload, actor=actor, reason=reason)
        auditing.record(
            "deployed", about=about(definition), changes={"version": (None, version.number), "reason": ("", reason)}, actor=actor
        )
        return version


def model_from(upload: Upload) -> Model:
    """The model of an upload.

    Raises:
        Refused: by element, what only shows when all files are put together.
    """
    try:
        return models.build(list(upload.parts)).model
    except ModelError as error:
        raise Refused({error.element: str(error)}) from error


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
    """Go on only as a designer, and as an administrator where the process may work everywhere.

    Raises:
        Forbidden: the actor is not.
    """
    house_permissions.require(actor, HousePermission.DESIGNER)
    if definition.owner_group_id is None:
        house_permissions.require(actor, HousePermission.ADMIN)


def hand_over(definition: ProcessDefinition, owner_group: Group | None, *, actor: Actor) -> None:
    """Let another group own the process."""
    if owner_group is not None and owner_group.id != definition.owner_group_id:
        former = db.session.get(Group, definition.owner_group_id) if definition.owner_group_id else None
        definition.owner_group_id = owner_group.id
        auditing.record("changed", about=about(definition), changes={"owner group": (former, owner_group)}, actor=actor)


def version_with(definition: ProcessDefinition, upload: Upload) -> ProcessVersion | None:
    """The version made of the same files."""
    return db.session.scalar(
        select(ProcessVersion).where(ProcessVersion.definition_id == definition.id, ProcessVersion.sha256 == digest_of(upload.parts))
    )


def require_bound(model: Model) -> None:
    """Go on only if the desk has all that a model names.

    Raises:
        Refused: by element, what it does not have.
    """
    if problems := binding.problems_of(model):
        raise Refused(problems)


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


# ------------------------------------------------------------------------------------------------ standing
def activate(version: ProcessVersion, *, actor: Actor, accept_unbound: bool = False) -> bool:
    """Let new tickets start this version; the one they started so far fades away. True if that changed anything.

    Args:
        version: a version in any standing; going back to an earlier one is no exception.
        actor: as for `deploy`.
        accept_unbound: that the token passes where no action is bound is meant.

    Raises:
        Forbidden: the actor may not.
        Refused: by element: nothing is bound and that was not accepted; a timer repeats too often; the desk no longer has what is named.
    """
    definition = held(version.definition, actor=actor)
    db.session.refresh(version)
    if version.state is VersionState.ACTIVE:
        return False
    model = model_of(version.id)
    if problems := starts.too_short_cycles(model) | ({} if accept_unbound else unbound(version)):
        raise Refused(problems)
    require_bound(model)
    fade_away(definition, actor=actor)
    shift(version, VersionState.ACTIVE, actor=actor)
    version.activated_at, version.activated_by, version.retired_at = now(), str(actor), None
    starts.arm(version, model)
    return True


def fade_away(definition: ProcessDefinition, *, actor: Actor) -> bool:
    """Let nothing new start; what runs goes on. True if that changed anything.

    Raises:
        Forbidden: the actor may not.
    """
    held(definition, actor=actor)
    active = find_active(definition.process_id)
    if active is None:
        return False
    starts.disarm(active)
    shift(active, VersionState.FADING, actor=actor)
    return True


def retire(version: ProcessVersion, *, actor: Actor) -> bool:
    """Put a version away for good: nothing runs on it. True if that changed anything.

    Raises:
        Forbidden: the actor may not.
        Refused: so many instances run.
    """
    held(version.definition, actor=actor)
    if version.state is VersionState.RETIRED:
        return False
    running = db.session.scalar(select(func.count()).select_from(Instance).where(RUNNING, Instance.version_id == version.id)) or 0
    if running:
        tickets = "1 ticket runs" if running == 1 else f"{running:,} tickets run"
        raise Refused(f"{tickets} on version {version.number} of {version.definition.process_id!r}. Let it fade away, or migrate them.")
    starts.disarm(version)
    shift(version, VersionState.RETIRED, actor=actor)
    version.retired_at = now()
    return True


def held(definition: ProcessDefinition, *, actor: Actor) -> ProcessDefinition:
    """The definition, read anew and locked: nobody else changes how its versions stand.

    Raises:
        Forbidden: the actor has no power over it.
    """
    require_power_over(definition, actor=actor)
    db.session.refresh(definition, with_for_update=True)
    return definition


def shift(version: ProcessVersion, state: VersionState, *, actor: Actor) -> None:
    """Have a version stand otherwise."""
    auditing.record("changed", about=about(version.definition), changes={f"version {version.number}": (version.state, state)}, actor=actor)
    version.state = state
    db.session.flush()


def unbound(version: ProcessVersion) -> dict[str, str]:
    """The elements where the token passes because nothing is bound, with what the reader says of them."""
    said: dict[str, str] = {}
    for report in reports_of(version):
        for element in report.elements:
            for note in element.notes:
                if note.rule in UNBOUND:
                    said[element.id] = f"{note.message} {note.hint} Or accept it when you activate.".replace("  ", " ")
    return said


# ------------------------------------------------------------------------------------------------ finding
def definition_of(process_id: str) -> ProcessDefinition:
    """The definition of that BPMN id.

    Raises:
        NotFound: there is none.
    """
    found = db.session.scalar(select(ProcessDefinition).where(ProcessDefinition.process_id == process_id))
    if found is None:
        raise NotFound(f"There is no process {process_id!r}.")
    return found


def versions_of(definition: ProcessDefinition) -> Sequence[ProcessVersion]:
    """The versions of a definition, the newest first."""
    wanted = select(ProcessVersion).where(ProcessVersion.definition_id == definition.id).order_by(ProcessVersion.number.desc())
    return db.session.scalars(wanted).all()


def active_version(process_id: str) -> ProcessVersion:
    """The version new tickets start.

    Raises:
        NotFound: there is none.
    """
    found = find_active(process_id)
    if found is None:
        raise NotFound(f"There is no active version of a process {process_id!r}; activate one.")
    return found


def find_active(process_id: str) -> ProcessVersion | None:
    """The same, or None."""
    return db.session.scalar(
        select(ProcessVersion)
        .join(ProcessDefinition)
        .where(ProcessDefinition.process_id == process_id, ProcessVersion.state == VersionState.ACTIVE)
    )


def version_numbered(process_id: str, number: int | None) -> ProcessVersion:
    """That version of a process; None: the active one, else the newest.

    Raises:
        NotFound: there is none.
    """
    found = versions_of(definition_of(process_id))
    if number is None:
        return find_active(process_id) or found[0]
    wanted = next((version for version in found if version.number == number), None)
    if wanted is None:
        raise NotFound(f"The process {process_id!r} has no version {number}; there are 1 to {found[0].number}.")
    return wanted


def model_of(version_id: int) -> Model:
    """The model of a version, ready to run; kept in memory.

    Raises:
        NotFound: there is no such version.
    """
    return models.built(version_id).model


def translated(version_id: int, text: str, language: str) -> str:
    """What a model says, in another language if it brought that along."""
    return translations.translated(models.built(version_id).texts, text, language)


def reports_of(version: ProcessVersion) -> list[Report]:
    """What the reader said of the version's files when it was deployed, in the words of today."""
    return [Report.from_record(record) for record in version.report]


def report_of(version: ProcessVersion) -> list[dict[str, Any]]:
    """The same as plain data, as `process check --json` prints it."""
    return [report.as_json() for report in reports_of(version)]


def export(process_id: str, number: int | None = None) -> bytes:
    """The model of a version as it was uploaded, byte for byte; without a number, of the active version, else of the newest.

    Raises:
        NotFound: there is no such process or version.
    """
    version = version_numbered(process_id, number)
    return db.session.scalars(
        select(ProcessPart.content)
        .where(ProcessPart.version_id == version.id, ProcessPart.kind == PartKind.SOURCE)
        .order_by(ProcessPart.position)
        .limit(1)
    ).one()


# ------------------------------------------------------------------------------------------------ acting
def owner_groups(process_id: str) -> Select[int]:
    """The groups in whose queues a process works: the one that owns it; every valid one where it is the house's own."""
    this = ProcessDefinition.process_id == process_id
    its_own = select(ProcessDefinition.owner_group_id).where(this)
    houses_own = exists().where(this, ProcessDefinition.owner_group_id.is_(None))
    return select(Group.id).where(or_(Group.id.in_(its_own), and_(Group.validity == Validity.VALID, houses_own)))


permitted_groups.owner_groups_are(owner_groups)
