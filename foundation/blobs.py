"""Content of any size, kept once under its SHA-256: attachments, raw mails, files of fields.

    received = blobs.receive(upload, most_bytes=20_000_000)   # durable on the disk; nobody waits for anybody meanwhile
    with unit_of_work():
        blob = blobs.keep(received)                           # the row, part of this work

The file comes before the row: what is rolled back leaves a file without row, which `sweep` removes later. Whoever refers to a blob does it
by a foreign key to `blob.sha256`, or registers with `referrers`; what nobody refers to is forgotten by `sweep`, too.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from typing import IO, Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, String, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from foundation.application import settings
from foundation.blob_files import BlobFiles, DamagedBlob, Received
from foundation.clock import now
from foundation.db import Base, db
from foundation.errors import NotFound
from foundation.known_tables import require_all_known
from foundation.registry import Registry
from foundation.unit_of_work import current_work, in_unit_of_work, reads_only, unit_of_work

__all__ = ["Blob", "DamagedBlob", "Received", "Swept", "files", "keep", "put", "read", "read_whole", "receive", "referrers", "sweep"]

SETTLED = timedelta(days=1)  # nobody is still about to write the row of a file, or a reference to a row, that old
PAGE = 200
# Those that refer to blobs otherwise than by a foreign key: whether a hash is referred to.
referrers: Registry[Callable[[str], bool]] = Registry("referrer of blobs")


class Blob(Base):
    """That content is kept. `put_at`: when somebody last put it, which keeps `sweep` from forgetting it under their hands."""

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(default=now)
    put_at: Mapped[datetime] = mapped_column(default=now, index=True)


class Swept(NamedTuple):
    """What a sweep removed."""

    rows: int
    files: int
    drafts: int


def files() -> BlobFiles:
    """Where the files of this house are."""
    return BlobFiles(settings().data_dir / "blobs")


# ------------------------------------------------------------------------------------------------ in
def receive(stream: IO[bytes], *, most_bytes: int) -> Received:
    """Write content durably to the disk. It needs no unit of work, and keeps none open while a slow sender sends.

    Raises:
        Refused: it has more than `most_bytes`.
        Unavailable: the disk is full or away.
    """
    return files().receive(stream, most_bytes=most_bytes)


def keep(received: Received) -> Blob:
    """The row of content that was received; the same one for the same content."""
    current_work()
    if reads_only():
        raise RuntimeError("This unit of work only reads.")
    insert = postgresql.insert if db.session.connection().dialect.name == "postgresql" else sqlite.insert
    row: Any = insert(Blob).values(sha256=received.sha256, size=received.size, created_at=now(), put_at=now())
    # On a conflict the row is written, not just left: whoever wants to forget it has to wait, and then sees that it is in use.
    db.session.execute(row.on_conflict_do_update(index_elements=[Blob.sha256], set_={"put_at": row.excluded.put_at}))
    return db.session.scalars(select(Blob).where(Blob.sha256 == received.sha256).execution_options(populate_existing=True)).one()


def put(content: IO[bytes] | bytes, *, most_bytes: int) -> Blob:
    """Receive and keep, for content that is at hand."""
    current_work()
    return keep(receive(BytesIO(content) if isinstance(content, bytes) else content, most_bytes=most_bytes))


# ------------------------------------------------------------------------------------------------ out
def read(sha256: str) -> Iterator[bytes]:
    """The content in chunks, verified before the first of them.

    Raises:
        NotFound: no such content is kept.
        DamagedBlob: the file has other bytes than were put.
    """
    if db.session.get(Blob, sha256) is None:
        raise NotFound(f"No content with the hash {sha256[:80]!r} is kept.")
    return files().read(sha256)


def read_whole(sha256: str) -> bytes:
    """The content at once."""
    return b"".join(read(sha256))


# ------------------------------------------------------------------------------------------------ sweeping
def sweep(*, older_than: datetime | None = None) -> Swept:
    """Forget blobs nobody refers to, then remove files without row; both only if they were put before `older_than`.

    It opens units of work of its own. While a backup runs no file is removed.
    """
    before = older_than or now() - SETTLED
    rows = sum(in_unit_of_work(partial(_forget, page, before)) for page in _pages(unreferenced(older_than=before)))
    removed = sum(files().remove(sha256, older_than=before) for sha256 in files_without_row(older_than=before))
    return Swept(rows, removed, files().remove_drafts(older_than=before))


def unreferenced(*, older_than: datetime) -> list[str]:
    """The hashes of blobs nobody refers to, last put before `older_than`."""
    with unit_of_work(reads_only=True):
        require_all_known(db.session.connection())
        found = db.session.scalars(select(Blob.sha256).where(Blob.put_at < older_than, *_no_reference()).order_by(Blob.sha256))
        return [sha256 for sha256 in found if not any(refers(sha256) for refers in referrers.values())]


def files_without_row(*, older_than: datetime) -> list[str]:
    """The hashes of files without row, written before `older_than`."""
    here = files()
    written = ((sha256, here.written_at(sha256)) for sha256 in here.all())
    settled = [sha256 for sha256, moment in written if moment is not None and moment < older_than]
    found: list[str] = []
    for page in _pages(settled):
        with unit_of_work(reads_only=True):
            known = set(db.session.scalars(select(Blob.sha256).where(Blob.sha256.in_(page))))
        found += [sha256 for sha256 in page if sha256 not in known]
    return found


def _forget(page: list[str], before: datetime) -> int:
    gone = delete(Blob).where(Blob.sha256.in_(page), Blob.put_at < before, *_no_reference()).returning(Blob.sha256)
    return len(db.session.scalars(gone).all())


def _no_reference() -> list[ColumnElement[bool]]:
    """That no foreign key of any table leads to the blob."""
    keys = (key for table in Base.metadata.tables.values() for key in table.foreign_keys if key.target_fullname == "blob.sha256")
    return [~exists().where(key.parent == Blob.sha256) for key in keys]


def _pages(hashes: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(hashes), PAGE):
        yield hashes[start : start + PAGE]
