"""Backup and restore of everything: database, blobs, the secret key.

    backup(Path("/backups/2026-11-25"))
    restore(Path("/backups/2026-11-25"), furnish=bring_up_to_date)     # in a new system, stopped, on either database

A backup is a folder: `manifest.json` (last, so that a folder without it is none), `tables/` (a compressed file each), `blobs/` (each file
named by its hash), and the key in one of three ways. One format serves both databases: restoring elsewhere is how an installation grows
from SQLite to PostgreSQL.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask import current_app

from foundation import blobs, fulltext, migrating
from foundation.application import settings
from foundation.backing_up import keys, loading, manifest as manifests, used
from foundation.backing_up.manifest import Manifest
from foundation.backing_up.parts import DamagedBackup, created
from foundation.backing_up.taking import blob_path, take
from foundation.backing_up.verifying import blobs_in, verify_all
from foundation.blob_files import make_folder, speaking
from foundation.db import Base, db
from foundation.encrypted_columns import encrypt_anew
from foundation.errors import Conflict, Refused
from foundation.known_tables import require_all_known
from foundation.secrets import Keyring
from foundation.unit_of_work import unit_of_work

__all__ = ["DamagedBackup", "Manifest", "backup", "restore", "verify"]


# ------------------------------------------------------------------------------------------------ backup
def backup(folder: Path, *, passphrase: str | None = None, with_key: bool = True) -> Manifest:
    """Store everything in a new or empty folder while the house runs, and read it back.

    Args:
        folder: where to; it is made for its owner alone.
        passphrase: seals the secret key. Without one the key lies open in its file, and whoever has the folder has all secrets.
        with_key: whether the key is in the backup at all.

    Raises:
        Refused: there is something in the folder, or the passphrase is too short.
        Unavailable: the disk or the database is away or full. Nothing is left of the backup then.
        DamagedBlob: a stored file has other bytes than were put.
    """
    kind = keys.kind_of(passphrase, with_key=with_key)
    with speaking(folder), _emptied_on_failure(folder):
        manifest = take(folder, passphrase, kind=kind)
        verify_all(folder, manifest)
        manifests.write(manifest, folder)
        verify(folder)
    return manifest


def verify(folder: Path) -> Manifest:
    """The manifest of a backup whose every byte was found to be as it was written.

    Raises:
        DamagedBackup: naming the file that is not.
    """
    with speaking(folder):
        manifest = manifests.read(folder)
        verify_all(folder, manifest)
    return manifest


@contextmanager
def _emptied_on_failure(folder: Path) -> Iterator[None]:
    """An empty folder, which is empty again if the block fails."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused({"folder": f"{folder} is not empty; a backup overwrites nothing. Name a new folder."})
    make_folder(folder)
    folder.chmod(0o700)
    try:
        yield
    except BaseException:
        for entry in folder.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        raise


# ------------------------------------------------------------------------------------------------ restore
def restore(folder: Path, *, furnish: Callable[[], None], passphrase: str | None = None) -> Manifest:
    """Bring back everything, or nothing. The database must have its tables; nobody else may be at work.

    Args:
        folder: the backup.
        furnish: gives a new system tables and seeds, by which a used one is told from a new one.
        passphrase: opens the key, if it was sealed.

    Raises:
        DamagedBackup: a byte of the backup is not what was written.
        Conflict: this system is used, or of another version; what it has is named.
        Refused: the key is missing or the passphrase wrong.
    """
    manifest = verify(folder)
    key = keys.read(folder, manifest, passphrase, present=settings().secret_key)
    _require_same_schema(manifest)
    loading.require_same_tables(folder, manifest)
    new = used.contents_of_new(furnish)
    with unit_of_work(reads_only=True):
        require_all_known(db.session.connection())
        used.require_unused(db.session.connection(), new)
    used.require_no_blobs()
    with _blobs_restored(folder), unit_of_work() as work:
        connection = db.session.connection()
        loading.lock(connection)
        used.require_unused(connection, new)  # somebody may have come in between
        loading.load(connection, folder, manifest)
        work.before_commit(lambda: _take_key(key))
    fulltext.rebuild()
    return manifest


def _require_same_schema(manifest: Manifest) -> None:
    have = migrating.revision()
    if have != manifest.schema:
        raise Conflict(
            f"The backup has the schema {manifest.schema or 'of nobody'}, this database {have or 'that of nobody'}. Restore it with "
            f"version {manifest.product} of the product, which made it, then upgrade."
        )


@contextmanager
def _blobs_restored(folder: Path) -> Iterator[None]:
    """The blobs of a backup in their place; gone again if the block fails."""
    here, copied = blobs.files(), []
    try:
        for sha256, size in blobs_in(folder):
            with blob_path(folder, sha256).open("rb") as file:
                here.receive(file, most_bytes=size)
            copied.append(sha256)
        yield
    except BaseException:
        for sha256 in copied:
            here.path_of(sha256).unlink(missing_ok=True)
        raise


def _take_key(key: str) -> None:
    """Have the secrets readable here: under the key of the backup where ours is kept in the data dir, else under ours.

    The key file changes before the commit: if that fails, a new system has a new key, and nothing is under it yet.
    """
    ours = settings()
    if key == ours.secret_key:
        return
    kept = ours.data_dir / "secret.key"
    if kept.exists() and kept.read_text(encoding="ascii").strip() == ours.secret_key:
        draft = kept.with_name("secret.key.restored")
        draft.unlink(missing_ok=True)
        with created(draft) as file:
            file.write(f"{key}\n".encode())
        draft.replace(kept)
        current_app.extensions["settings"] = replace(ours, secret_key=key)
        current_app.secret_key = key
    else:
        encrypt_anew(db.session.connection(), Base.metadata, keys=Keyring(ours.secret_key, (key,)))
