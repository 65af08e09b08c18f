"""Reading a backup back: every byte is compared with what the manifest says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from foundation.backing_up.manifest import Manifest
from foundation.backing_up.parts import DamagedBackup, Part, read_values, verify
from foundation.backing_up.taking import blob_path

BLOBS = "tables/blob.zst"


def verify_all(folder: Path, manifest: Manifest) -> None:
    """Go on only if everything is there as it was written.

    Raises:
        DamagedBackup: naming the first file that is not.
    """
    for part in manifest.parts:
        verify(folder, part)
    for table, rows in manifest.tables.items():
        found = sum(1 for _ in rows_of(folder, table))
        if found != rows:
            raise DamagedBackup(f"{folder / 'tables' / table} has {found} rows instead of {rows}; this backup is damaged.")
    _verify_blobs(folder, manifest)


def rows_of(folder: Path, table: str) -> Iterator[list[Any]]:
    """The rows of a table, without the names of its columns."""
    values = read_values(folder, f"tables/{table}.zst")
    next(values, None)
    yield from values


def columns_in(folder: Path, table: str) -> list[str]:
    """The names of the columns that a table had."""
    return list(next(read_values(folder, f"tables/{table}.zst"), []))


def blobs_in(folder: Path) -> Iterator[tuple[str, int]]:
    """Hash and size of each blob."""
    names = columns_in(folder, "blob")
    for row in rows_of(folder, "blob"):
        yield row[names.index("sha256")], row[names.index("size")]


def _verify_blobs(folder: Path, manifest: Manifest) -> None:
    count = size = 0
    for sha256, length in blobs_in(folder):
        path = blob_path(folder, sha256)
        verify(folder, Part(str(path.relative_to(folder)), length, sha256))
        count, size = count + 1, size + length
    there = sum(1 for path in (folder / "blobs").glob("*/*/*"))
    if (count, size) != (manifest.blobs, manifest.blob_bytes) or there != count:
        raise DamagedBackup(f"{folder / 'blobs'} has {there} files, of which {count} are spoken of; {manifest.blobs} were written.")
