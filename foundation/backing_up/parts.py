"""The files of a backup: readable by their owner alone, on the disk before they are spoken of, with the hash of their bytes."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

import zstandard

from foundation.backing_up.rows import pack, unpacked
from foundation.blob_files import CHUNK, digest_of, make_folder, sync_folder
from foundation.errors import HouseError

LEVEL = 6  # of compression: texts shrink to a fifth


class DamagedBackup(HouseError):
    """A backup is incomplete or was changed; the sentence names the file."""


class Part(NamedTuple):
    """One file of a backup; `name` is its path inside the folder."""

    name: str
    size: int
    sha256: str


class _Hashing:
    """Counts and hashes what goes through to a file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._found, self.size = file, hashlib.sha256(), 0

    def write(self, data: Any) -> int:
        self._found.update(data)
        self.size += len(data)
        return self._file.write(data)

    @property
    def sha256(self) -> str:
        return self._found.hexdigest()


# ------------------------------------------------------------------------------------------------ writing
@contextmanager
def created(path: Path) -> Iterator[IO[bytes]]:
    """A new file for its owner alone; it is on the disk when the block is left."""
    make_folder(path.parent)
    with open(path, "xb", opener=_private) as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def write_bytes(folder: Path, name: str, content: bytes) -> Part:
    """A small part as it is."""
    with created(folder / name) as file:
        file.write(content)
    return Part(name, len(content), hashlib.sha256(content).hexdigest())


def write_values(folder: Path, name: str, values: Iterable[Any]) -> tuple[Part, int]:
    """A part of packed values, compressed; and how many there were."""
    count = 0
    with created(folder / name) as file:
        counted = _Hashing(file)
        with zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).stream_writer(cast("IO[bytes]", counted), closefd=False) as packed:
            for value in values:
                packed.write(pack(value))
                count += 1
    return Part(name, counted.size, counted.sha256), count


def copy_blob(read: Callable[[], Iterator[bytes]], target: Path) -> int:
    """Copy chunks into a new file; how many bytes there were."""
    size = 0
    with created(target) as file:
        for chunk in read():
            size += file.write(chunk)
    return size


# ------------------------------------------------------------------------------------------------ reading
def verify(folder: Path, part: Part) -> None:
    """Go on only if the file has the bytes that were written.

    Raises:
        DamagedBackup: it is gone, longer, shorter, or has others.
    """
    path = folder / part.name
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise DamagedBackup(f"{path} is missing; this backup is incomplete. Take another one.") from None
    with path.open("rb") as file:
        if size != part.size or digest_of(file) != part.sha256:
            raise DamagedBackup(f"{path} has other bytes than were written; this backup is damaged. Take another one.")


def read_values(folder: Path, name: str) -> Iterator[Any]:
    """The values of a part that was verified."""
    with (folder / name).open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file, read_size=CHUNK) as opened:
        yield from unpacked(opened)
