"""Models of versions, built from the stored parts once per process of the house and kept: a version never changes.

What is kept is known by the digest of the version's files, so that it serves every house in this process. Which version has which digest
is remembered per house, once the unit of work that found it has been committed: ids of what was rolled back come again.
"""

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Final

from flask import current_app
from sqlalchemy import select

from bpm.milestones import Milestones, milestones
from bpm.model import Model
from bpm.naming import Called, names
from bpm.parser import parse
from bpm.reading import parsing
from foundation.db import db
from foundation.errors import NotFound
from foundation.unit_of_work import current_work
from processes.deploying import translations
from processes.deploying.reading import Part
from processes.deploying.translations import Texts
from processes.versions import PartKind, ProcessPart, ProcessVersion

MOST: Final = 200  # a model takes some hundred KiB
KNOWN: Final = "digests of process versions"


@dataclass(frozen=True)
class Built:
    """A version, ready to run and to be shown."""

    model: Model
    texts: Texts
    main: bytes

    @cached_property
    def milestones(self) -> Milestones:
        """The step track that customers see."""
        return milestones(parsing.parse(self.main.decode()))

    @cached_property
    def names(self) -> dict[str, Called]:
        """What people call its nodes and flows."""
        return names(parsing.parse(self.main.decode()))


class Kept:
    """The versions used last, for all threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._built: OrderedDict[str, Built] = OrderedDict()
        self._lock = Lock()

    def get(self, digest: str) -> Built | None:
        with self._lock:
            found = self._built.get(digest)
            if found is not None:
                self._built.move_to_end(digest)
            return found

    def put(self, digest: str, built: Built) -> Built:
        """Keep it; who comes second gets what the first one built."""
        with self._lock:
            first = self._built.setdefault(digest, built)
            self._built.move_to_end(digest)
            while len(self._built) > self._most:
                self._built.popitem(last=False)
            return first

    def __len__(self) -> int:
        return len(self._built)


_kept = Kept(MOST)


def built(version_id: int) -> Built:
    """A version, from what is kept, else from its parts.

    Raises:
        NotFound: there is no such version.
    """
    digest = digest_of(version_id)
    return _kept.get(digest) or _kept.put(digest, build(parts_of(version_id)))


def digest_of(version_id: int) -> str:
    """The digest of a version's files; asked once per house."""
    known: dict[int, str] = current_app.extensions.setdefault(KNOWN, {})
    here: dict[int, str] = db.session.info.setdefault(KNOWN, {})
    digest = known.get(version_id) or here.get(version_id)
    if digest is None:
        digest = db.session.scalar(select(ProcessVersion.sha256).where(ProcessVersion.id == version_id))
        if digest is None:
            raise NotFound(f"There is no process version with id {version_id}.")
        here[version_id] = digest
        current_work().after_commit(lambda: known.update(here), key=KNOWN)
    return digest


def parts_of(version_id: int) -> list[Part]:
    """The files of a version, in order."""
    rows = db.session.execute(
        select(ProcessPart.kind, ProcessPart.name, ProcessPart.content)
        .where(ProcessPart.version_id == version_id)
        .order_by(ProcessPart.position)
    )
    return [Part(*row) for row in rows]


def build(parts: list[Part]) -> Built:
    """Models and texts of parts.

    Raises:
        ModelError: something in them cannot run.
    """
    main, *_ = of_kind(parts, PartKind.MAIN)
    model = parse(main, of_kind(parts, PartKind.CALLED), decisions=of_kind(parts, PartKind.DECISIONS))
    texts = translations.read_all((part.name, part.content) for part in parts if part.kind is PartKind.TEXTS)
    return Built(model, texts, main)


def of_kind(parts: list[Part], kind: PartKind) -> list[bytes]:
    """The contents of the parts of one kind."""
    return [part.content for part in parts if part.kind is kind]
