"""Process definitions: models are deployed as versions that never change, and versions are activated, faded away and retired.

    version = deploy([("leave.bpmn", data)], actor=actor, owner_group=users)
    activate(version, actor=actor)
    model_of(version.id)

Deploying is power: it needs the permission `designer`. A process acts as actor `process:<id>` within the queues of its owner group; a
process without one is the house's own, works in all queues, and only administrators deploy it. The parts are in `processes/deploying/`.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select

from bpm.errors import ModelError
from bpm.milestones import Milestones
from bpm.model import Dialog, Model
from bpm.naming import Called
from bpm.outline import OutlineEntry
from bpm.reader import Report, Say, in_english
from desk import auditing, house_permissions, permitted_groups
from desk.actors import Actor
from desk.groups import Group
from desk.house_permissions import HousePermission
from desk.master_data import Validity
from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from processes import settling
from processes.deploying import binding, drawing, fields, kept_texts, listing, models, reading, starting, starts, storing, translations
from processes.deploying.finding import active_version, definition_of, find_active, version_numbered, versions_of
from processes.deploying.listing import Listed, NodeUse
from processes.deploying.passing import NotActivatable, unbound
from processes.deploying.reading import Files, NotDeployable, Upload
from processes.deploying.starting import Startable
from processes.instances import RUNNING, Instance
from processes.versions import PartKind, ProcessDefinition, ProcessPart, ProcessVersion, VersionState

__all__ = [
    "Called",
    "Listed",
    "NodeUse",
    "NotActivatable",
    "NotDeployable",
    "Startable",
    "active_version",
    "definition_of",
    "find_active",
    "version_numbered",
    "versions_of",
]


# ------------------------------------------------------------------------------------------------ deploying
def deploy(files: Files, *, actor: Actor, owner_group: Group | None = None, reason: str = "", keeps_texts: bool = False) -> ProcessVersion:
    """Store a model as a version of its process; the same files again are the same version.

    Args:
        files: names and bytes: the model first, then what it calls, decisions, and texts in other languages.
        actor: a designer; an administrator, too, where the process is the house's own.
        owner_group: in whose queues the process works. None: as before; a new process is the house's own.
        reason: why, for the history of the process.
        keeps_texts: the texts in other languages of the version before stay, where the files bring none.

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
        definition = storing.definition_for(model, owner_group, actor=actor)
        if keeps_texts:
            upload = kept_texts.with_those_before(upload, definition)
        known = storing.version_with(definition, upload)
        if known is not None:
            return known
        fields.ensure(model, process_id=definition.process_id, actor=actor)
        require_bound(model)
        version = storing.stored(definition, upload, actor=actor, reason=reason)
        auditing.record(
            "deployed", about=storing.about(definition), changes={"version": (None, version.number), "reason": ("", reason)}, actor=actor
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


def require_bound(model: Model) -> None:
    """Go on only if the desk has all that a model names.

    Raises:
        Refused: by element, what it does not have.
    """
    if problems := binding.problems_of(model):
        raise Refused(problems)


# ------------------------------------------------------------------------------------------------ standing
def activate(version: ProcessVersion, *, actor: Actor, accept_unbound: bool = False) -> bool:
    """Let new tickets start this version; the one they started so far fades away. True if that changed anything.

    Args:
        version: a version in any standing; going back to an earlier one is no exception.
        actor: as for `deploy`.
        accept_unbound: that the token passes where no action is bound is meant.

    Raises:
        Forbidden: the actor may not.
        NotActivatable: by element: nothing is bound and that was not accepted; a timer repeats too often.
        Refused: by element: the desk no longer has what is named.
    """
    definition = held(version.definition, actor=actor)
    db.session.refresh(version)
    if version.state is VersionState.ACTIVE:
        return False
    model = model_of(version.id)
    too_short, passing = starts.too_short_cycles(model), {} if accept_unbound else unbound(reports_of(version))
    if too_short or passing:
        raise NotActivatable(too_short, passing)
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
        number, process = version.number, version.definition.process_id
        one, many = f"1 ticket runs on version {number} of {process!r}.", f"{running:,} tickets run on version {number} of {process!r}."
        raise Refused(f"{one if running == 1 else many} Let it fade away, or migrate them.")
    starts.disarm(version)
    shift(version, VersionState.RETIRED, actor=actor)
    version.retired_at = now()
    return True


def hand_over(definition: ProcessDefinition, owner_group: Group, *, actor: Actor) -> bool:
    """Let another group own the process: from now on it works in the queues of that one. True if that changed anything.

    Raises:
        Forbidden: the actor may not.
    """
    return storing.hand_over(held(definition, actor=actor), owner_group, actor=actor)


def held(definition: ProcessDefinition, *, actor: Actor) -> ProcessDefinition:
    """The definition, read anew and locked: nobody else changes how its versions stand.

    Raises:
        Forbidden: the actor has no power over it.
    """
    storing.require_power_over(definition, actor=actor)
    db.session.refresh(definition, with_for_update=True)
    return definition


def shift(version: ProcessVersion, state: VersionState, *, actor: Actor) -> None:
    """Have a version stand otherwise."""
    auditing.record(
        "changed", about=storing.about(version.definition), changes={f"version {version.number}": (version.state, state)}, actor=actor
    )
    version.state = state
    db.session.flush()


# ------------------------------------------------------------------------------------------------ finding
def model_of(version_id: int) -> Model:
    """The model of a version, ready to run; kept in memory.

    Raises:
        NotFound: there is no such version.
    """
    return models.built(version_id).model


def dialogs_offered(version_id: int) -> dict[str, tuple[Dialog, ...]]:
    """By node of a version, the dialogs that are offered there, in order."""
    model = model_of(version_id)
    nodes = {node_id: node for spec in model.all_specs for node_id, node in spec.nodes.items()}
    offers = {node_id: getattr(node, "offers", ()) for node_id, node in nodes.items()}
    return {node_id: tuple(model.dialogs[offer.dialog] for offer in offered) for node_id, offered in offers.items() if offered}


def translated(version_id: int, text: str, language: str) -> str:
    """What a model says, in another language if it brought that along."""
    return translations.translated(models.built(version_id).texts, text, language)


def names_in(version_id: int) -> Mapping[str, Called]:
    """By id, what people call the nodes and flows of a version."""
    return models.built(version_id).names


def milestones_of(version_id: int) -> Milestones:
    """The step track of a version: its milestones, and what is ahead from where a ticket is."""
    return models.built(version_id).milestones


def reports_of(version: ProcessVersion) -> list[Report]:
    """What the reader said of the version's files when it was deployed, in the words of today."""
    return [Report.from_record(record) for record in version.report]


def report_of(version: ProcessVersion, say: Say = in_english) -> list[dict[str, Any]]:
    """The same as plain data, as `process check --json` prints it; `say`: how a sentence with holes and what fills them are read."""
    return [report.as_json(say) for report in reports_of(version)]


def export(process_id: str, number: int | None = None) -> bytes:
    """The model of a version as it was uploaded, byte for byte; without a number, of the active version, else of the newest.

    Raises:
        NotFound: there is no such process or version.
    """
    return files_of(version_numbered(process_id, number))[0][1]


def files_of(version: ProcessVersion) -> list[tuple[str, bytes]]:
    """The files of a version as they were uploaded, the model first: to be uploaded again."""
    wanted = (
        select(ProcessPart.name, ProcessPart.content)
        .where(ProcessPart.version_id == version.id, ProcessPart.kind.in_((PartKind.SOURCE, PartKind.TEXTS)))
        .order_by(ProcessPart.position)
    )
    return [(name, content) for name, content in db.session.execute(wanted)]


def diagram_of(version_id: int) -> bytes:
    """The BPMN document of a version, with its drawing."""
    return drawing.diagram(version_id)


def outline_of(version_id: int) -> tuple[OutlineEntry, ...]:
    """The model of a version as an ordered list: what it is, how it is called, what is known of it."""
    return drawing.outlined(version_id)


def listed() -> list[Listed]:
    """All processes by name, with their versions and how many instances run on each, as plain data; one statement."""
    return listing.listed()


def nodes_in_use(version_id: int) -> dict[str, NodeUse]:
    """By element of a version, how many activities are open there and how many tokens wait there; one statement."""
    return listing.nodes_in_use(version_id)


# ------------------------------------------------------------------------------------------------ starting
def startable_by(actor: Actor) -> list[Startable]:
    """The start events of active versions with the start dialogs that the actor may answer, as plain data."""
    return starting.startable_by(actor)


def may_start(actor: Actor, version_id: int, event: str) -> bool:
    """Whether the actor may begin at a start event: it is for the actor (`lz:may`), who can create tickets in the queue they go to."""
    return starting.may_start(actor, model_of(version_id), event)


# ------------------------------------------------------------------------------------------------ acting
def owner_groups(process_id: str) -> Select[int]:
    """The groups in whose queues a process works: the one that owns it; every valid one where it is the house's own."""
    this = ProcessDefinition.process_id == process_id
    its_own = select(ProcessDefinition.owner_group_id).where(this)
    houses_own = exists().where(this, ProcessDefinition.owner_group_id.is_(None))
    return select(Group.id).where(or_(Group.id.in_(its_own), and_(Group.validity == Validity.VALID, houses_own)))


permitted_groups.owner_groups_are(owner_groups)
