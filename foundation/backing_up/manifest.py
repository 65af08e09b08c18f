"""The manifest: what a backup holds, with the hash of every part and of itself. It is written last; without it there is no backup."""

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from foundation.backing_up.parts import DamagedBackup, Part, created
from foundation.blob_files import sync_folder

NAME = "manifest.json"
FORMAT = 1
LARGEST = 20_000_000  # bytes


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup says about itself."""

    product: str  # the version that wrote it
    schema: str | None
    created_at: datetime
    database: str
    key: str  # how the secret key is kept: "file", "passphrase", "none"
    key_fingerprint: str
    tables: dict[str, int]  # rows by table
    parts: tuple[Part, ...]
    blobs: int
    blob_bytes: int

    @property
    def rows(self) -> int:
        return sum(self.tables.values())

    def as_bytes(self) -> bytes:
        content = {
            "format": FORMAT,
            **asdict(self),
            "created_at": self.created_at.isoformat(),
            "parts": [list(part) for part in self.parts],
        }
        return _sealed(content)


def write(manifest: Manifest, folder: Path) -> None:
    """Make the folder a backup, in one moment."""
    draft = folder / f"{NAME}.draft"
    with created(draft) as file:
        file.write(manifest.as_bytes())
    draft.rename(folder / NAME)
    sync_folder(folder)


def read(folder: Path) -> Manifest:
    """The manifest of a backup.

    Raises:
        DamagedBackup: there is none, it was changed, or a newer version wrote it.
    """
    path = folder / NAME
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST)
    except (FileNotFoundError, NotADirectoryError):
        raise DamagedBackup(f"{folder} is no complete backup: it has no {NAME}.") from None
    content = _content(path, data)
    if content.pop("format", None) != FORMAT:
        raise DamagedBackup(f"{path} was written by another version of the product; restore it with version {content.get('product')}.")
    parts = tuple(Part(*part) for part in content.pop("parts"))
    return Manifest(**{**content, "created_at": datetime.fromisoformat(content["created_at"])}, parts=parts)


def _content(path: Path, data: bytes) -> dict[str, Any]:
    """Any other byte, even a blank, makes it another manifest."""
    content: dict[str, Any] = {}
    whole = b""
    with suppress(ValueError, KeyError, AttributeError, TypeError, RecursionError):
        content = json.loads(data)
        content.pop("sha256")
        whole = _sealed(content)
    if whole != data:
        raise DamagedBackup(f"{path} was changed or is damaged; take another backup.")
    return content


def _sealed(content: dict[str, Any]) -> bytes:
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    whole = {**content, "sha256": hashlib.sha256(plain).hexdigest()}
    return json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"
