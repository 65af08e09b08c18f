"""The standard process of a plain ticket, `bpmn/request`: deployed and activated at first start, and again when a newer one is shipped.

From then on it belongs to the administrators: a version of their own that is active, and a process they let fade away, are left alone.
"""

import logging
from pathlib import Path
from typing import Final

from sqlalchemy import select

from bpm import reader
from desk.actors import SYSTEM
from desk.seeds import PlantedSeed
from foundation.db import db
from foundation.errors import Refused
from processes import definitions
from processes.deploying.reading import Files
from processes.versions import PartKind, ProcessDefinition, ProcessPart, ProcessVersion

log = logging.getLogger(__name__)
STANDARD: Final = "request"
FOLDER: Final = Path(__file__).resolve().parents[2] / "bpmn"  # beside this package, in the repository as in the wheel
REASON: Final = "Shipped with Laufzettel."


def plant() -> ProcessVersion | None:
    """Deploy the standard process if it is not there as it is shipped, in the open unit of work; the version, if it is new.

    It is activated where nothing was there, and where an earlier shipped version is active. What administrators did to names it needs
    does not keep the house from starting: then everything stays as it is, and the log says why.
    """
    files = files_of(STANDARD)
    if is_planted(files):
        return None
    is_first = definition_id() is None
    try:
        version = definitions.deploy(files, actor=SYSTEM, reason=REASON)
        if is_first or is_shipped(definitions.find_active(STANDARD)):
            definitions.activate(version, actor=SYSTEM)
    except Refused as refused:
        log.warning("the standard process as it is shipped cannot be used here: %s", refused)
        return None
    finally:
        reader.stop()  # nobody else needs it at this moment
    db.session.merge(PlantedSeed(key=key_of(version.id), record_id=version.id))
    db.session.flush()
    return version


def files_of(process_id: str) -> Files:
    """The model of a shipped process, and its texts in other languages."""
    folder = FOLDER / process_id
    paths = [folder / "model.bpmn", *sorted(folder.glob("*.dmn")), *sorted(folder.glob("texts/*.yaml"))]
    return [(path.relative_to(folder).as_posix(), path.read_bytes()) for path in paths]


def is_planted(files: Files) -> bool:
    """Whether a version consists of just these files, without asking the reader."""
    rows = db.session.execute(
        select(ProcessPart.version_id, ProcessPart.content)
        .join(PlantedSeed, PlantedSeed.record_id == ProcessPart.version_id)
        .join(ProcessVersion, ProcessVersion.id == ProcessPart.version_id)
        .where(
            ProcessVersion.definition_id == definition_id(),
            PlantedSeed.key.startswith(key_of(""), autoescape=True),
            ProcessPart.kind.in_((PartKind.SOURCE, PartKind.TEXTS)),
        )
        .order_by(ProcessPart.version_id, ProcessPart.position)
    )
    planted: dict[int, list[bytes]] = {}
    for version_id, content in rows:
        planted.setdefault(version_id, []).append(content)
    return [content for _, content in files] in planted.values()


def definition_id() -> int | None:
    return db.session.scalar(select(ProcessDefinition.id).where(ProcessDefinition.process_id == STANDARD))


def is_shipped(version: ProcessVersion | None) -> bool:
    """Whether a version came with the house."""
    return version is not None and db.session.get(PlantedSeed, key_of(version.id)) is not None


def key_of(version_id: int | str) -> str:
    return f"process_version:{version_id}"
