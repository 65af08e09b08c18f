"""Definitions and their versions, found by process id and number."""

from collections.abc import Sequence

from sqlalchemy import select

from foundation.db import db
from foundation.errors import NotFound
from processes.versions import ProcessDefinition, ProcessVersion, VersionState


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
