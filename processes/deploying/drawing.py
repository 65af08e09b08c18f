"""A version to look at: its diagram as it was drawn, and the same model as a list for whoever does not see diagrams."""

import logging
from functools import lru_cache
from typing import Final

from sqlalchemy import select

from bpm import outline
from bpm.layout import LayoutError, laid_out
from bpm.outline import OutlineEntry
from bpm.reading.parsing import parse
from foundation.db import db
from foundation.errors import NotFound
from processes.deploying import models
from processes.versions import PartKind, ProcessPart

log = logging.getLogger(__name__)

# What is kept of documents stays below 64 MiB, whoever uploads what.
DOCUMENTS_KEPT: Final = 64
LARGEST_KEPT: Final = 256 * 1024  # bytes


def diagram(version_id: int) -> bytes:
    """The BPMN document of a version with its drawing; one that came without is drawn.

    Raises:
        NotFound: there is no such version.
    """
    return drawn(part(version_id, PartKind.SOURCE))


def outlined(version_id: int) -> tuple[OutlineEntry, ...]:
    """The model of a version as an ordered list.

    Raises:
        NotFound: there is no such version.
    """
    return made(models.built(version_id).main)


def drawn(document: bytes) -> bytes:
    """The document with a drawing; one that cannot be drawn comes back as it is."""
    return _drawn_and_kept(document) if len(document) <= LARGEST_KEPT else _drawn(document)


def _drawn(document: bytes) -> bytes:
    try:
        return laid_out(document)
    except LayoutError as error:
        log.warning("a diagram is missing: %s", error)
        return document


_drawn_and_kept = lru_cache(maxsize=DOCUMENTS_KEPT)(_drawn)


@lru_cache(maxsize=DOCUMENTS_KEPT)
def made(document: bytes) -> tuple[OutlineEntry, ...]:
    """Kept, since a version never changes."""
    return tuple(outline.outline(parse(document.decode())))


def part(version_id: int, kind: PartKind) -> bytes:
    """The first file of that kind."""
    wanted = select(ProcessPart.content).where(ProcessPart.version_id == version_id, ProcessPart.kind == kind)
    content = db.session.scalar(wanted.order_by(ProcessPart.position).limit(1))
    if content is None:
        raise NotFound(f"There is no process version with id {version_id}.")
    return content
