"""The files of blobs: each named by the SHA-256 of what is in it, written whole or not at all, never changed afterwards.

blobs/ab/cd/abcd…   what has that hash
blobs/incoming/     what is being written; nothing else looks there
blobs/.lock         shared while a file is put in its place or backed up, exclusive while files are removed
"""

import errno
import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple

from foundation.errors import HouseError, NotFound, Refused, Unavailable

CHUNK = 1 << 20
SHA256 = re.compile(r"[0-9a-f]{64}")
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class DamagedBlob(HouseError):
    """The stored bytes are not those that were put; the sentence names the file."""


class Received(NamedTuple):
    """Content that is safely on the disk."""

    sha256: str
    size: int


@dataclass(frozen=True)
class BlobFiles:
    """The files below one folder."""

    folder: Path

    # -------------------------------------------------------------------------------------------- in
    def receive(self, stream: IO[bytes], *, most_bytes: int) -> Received:
        """Write what the stream has; content that is here already is written over by the same, which heals a damaged file.

        Raises:
            Refused: it has more than `most_bytes`.
            Unavailable: the disk is full or away. Nothing half is left in either case.
        """
        incoming = self.folder / "incoming"
        with speaking(incoming):
            make_folder(incoming)
            handle, name = tempfile.mkstemp(dir=incoming)
        os.close(handle)
        draft = Path(name)
        try:
            with draft.open("wb") as file:
                received = copy(stream, file, most_bytes=most_bytes)
            with speaking(self.folder), self.locked(exclusive=False):
                self._place(draft, received.sha256)
        finally:
            draft.unlink(missing_ok=True)
        return received

    def _place(self, draft: Path, sha256: str) -> None:
        target = self.path_of(sha256)
        make_folder(target.parent)
        draft.replace(target)
        sync_folder(target.parent)

    # -------------------------------------------------------------------------------------------- out
    def read(self, sha256: str) -> Iterator[bytes]:
        """The content in chunks. All of it is verified before the first chunk is given out, and again on the way.

        Raises:
            NotFound: there is no such file.
            DamagedBlob: it has other bytes than those that were put.
        """
        with self.opened(sha256) as file:
            found = hashlib.sha256()
            chunk = file.read(CHUNK)
            while chunk:
                found.update(chunk)
                following = file.read(CHUNK)
                if not following and found.hexdigest() != sha256:
                    raise self._damaged(sha256)
                yield chunk
                chunk = following

    @contextmanager
    def opened(self, sha256: str) -> Iterator[IO[bytes]]:
        """The file, verified and at its beginning.

        Raises:
            NotFound, DamagedBlob, Unavailable: as `read`.
        """
        with self._open(sha256) as file:
            if digest_of(file) != sha256:
                raise self._damaged(sha256)
            file.seek(0)
            yield file

    def _open(self, sha256: str) -> IO[bytes]:
        path = self.path_of(sha256)
        with speaking(path):
            try:
                return path.open("rb")
            except FileNotFoundError:
                raise NotFound(f"The file {path} is gone; restore it from a backup.") from None

    def _damaged(self, sha256: str) -> DamagedBlob:
        return DamagedBlob(f"The file {self.path_of(sha256)} is damaged: it has other bytes than were stored. Restore it from a backup.")

    # -------------------------------------------------------------------------------------------- which there are
    def path_of(self, sha256: str) -> Path:
        """Where the content with that hash lies.

        Raises:
            NotFound: this is no hash.
        """
        if not SHA256.fullmatch(sha256):
            raise NotFound(f"{sha256[:80]!r} is no SHA-256 in lower-case hexadecimal digits.")
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def all(self) -> Iterator[str]:
        """The hashes of all files, in order."""
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]")):
            yield from sorted(entry.name for entry in path.iterdir() if SHA256.fullmatch(entry.name))

    def written_at(self, sha256: str) -> datetime | None:
        """When it was last put; None if it is not there."""
        return moment_of(self.path_of(sha256))

    def remove(self, sha256: str, *, older_than: datetime) -> bool:
        """Remove a file that was last put before `older_than`; False if it was put again meanwhile, or a backup is running."""
        with self.locked(exclusive=True) as alone:
            written = self.written_at(sha256) if alone else None
            if written is None or written >= older_than:
                return False
            self.path_of(sha256).unlink()
            return True

    def remove_drafts(self, *, older_than: datetime) -> int:
        """Remove what was being written when a process died; how many there were."""
        count = 0
        for path in (self.folder / "incoming").glob("*"):
            written = moment_of(path)
            if written is not None and written < older_than:
                path.unlink(missing_ok=True)
                count += 1
        return count

    @contextmanager
    def locked(self, *, exclusive: bool) -> Iterator[bool]:
        """Hold the lock inside the block. Sharing it waits; wanting it alone does not, and tells whether it succeeded."""
        make_folder(self.folder)
        with (self.folder / ".lock").open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB if exclusive else fcntl.LOCK_SH)
            except BlockingIOError:
                yield False
            else:
                yield True


# ------------------------------------------------------------------------------------------------ bytes and folders
def copy(stream: IO[bytes], file: IO[bytes], *, most_bytes: int) -> Received:
    """Copy and sync; errors of the target become sentences, those of the source stay what they are."""
    found, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > most_bytes:
            raise Refused(f"It is larger than {most_bytes:,} bytes, which is the most that is taken.")
        found.update(chunk)
        with speaking(Path(file.name)):
            file.write(chunk)
    with speaking(Path(file.name)):
        file.flush()
        os.fsync(file.fileno())
    return Received(found.hexdigest(), size)


def digest_of(file: IO[bytes]) -> str:
    """The SHA-256 of what follows in a file."""
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # its protocol is narrower than what it takes


def moment_of(path: Path) -> datetime | None:
    with suppress(FileNotFoundError):
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return None


def make_folder(folder: Path) -> None:
    """A folder for the house alone, durable itself."""
    if not folder.is_dir():
        make_folder(folder.parent)
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def speaking(path: Path) -> Iterator[None]:
    """Errors of the disk as sentences."""
    try:
        yield
    except OSError as error:
        problem = "the disk is full: make room, then try again" if error.errno in FULL else (error.strerror or str(error))
        raise Unavailable(f"{path} cannot be used: {problem}.") from error
