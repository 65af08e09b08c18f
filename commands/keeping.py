"""`laufzettel backup`, `restore`, `config …`: keeping what is here, and taking it elsewhere."""

import os
import sys
from pathlib import Path
from typing import IO

import click

import dialogs.tables  # noqa: F401 - as below
import foundation.tables  # noqa: F401 - as below
import notifications.tables  # noqa: F401 - as below
import processes.tables  # noqa: F401 - what is kept is every table; those of the desk are known by its exchange
from commands.opening import alone_in, bring_up_to_date, make_house, opened_house
from desk import exchange
from desk.actors import SYSTEM
from foundation import backups
from foundation.backups import Manifest
from foundation.db import db
from foundation.unit_of_work import unit_of_work

FOLDER = click.Path(path_type=Path)
LONGEST_PASSPHRASE = 1000  # characters
WARNING = (
    "The secret key lies in this folder as secret.key: whoever has the folder has all secrets. "
    "Keep the key apart, or seal it with --passphrase-stdin."
)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--passphrase-stdin", is_flag=True, help="Seal the secret key under a passphrase, read from standard input.")
@click.option("--without-key", is_flag=True, help="Leave the secret key out: it must be kept elsewhere.")
def backup(folder: Path, *, passphrase_stdin: bool, without_key: bool) -> None:
    """Store everything in FOLDER, which must be new or empty: database, files, secret key. The house may run meanwhile.

    The backup is read back before this command says that it is done.

    \b
    Examples:
      laufzettel backup /backups/2026-11-25
      laufzettel backup /backups/2026-11-25 --passphrase-stdin < passphrase.txt
    """
    passphrase = read_passphrase() if passphrase_stdin else None
    with opened_house():
        manifest = backups.backup(folder.absolute(), passphrase=passphrase, with_key=not without_key)
    click.echo(f"Stored and read back: {told(manifest)}.")
    if manifest.key == "file":
        click.echo(WARNING, err=True)
    if manifest.key == "none":
        click.echo(f"Without the secret key {manifest.key_fingerprint} no secret in it can be read; keep that key elsewhere.", err=True)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--passphrase-stdin", is_flag=True, help="The passphrase of the key, read from standard input.")
def restore(folder: Path, *, passphrase_stdin: bool) -> None:
    """Bring back the backup in FOLDER, into a new system that is not running. It may be on the other database.

    \b
    Examples:
      laufzettel restore /backups/2026-11-25
      LAUFZETTEL_DATABASE_URL=postgresql://… laufzettel restore /backups/2026-11-25
    """
    passphrase = read_passphrase() if passphrase_stdin else None
    backups.verify(folder.absolute())  # before a database is made for nothing
    house = make_house()
    with alone_in(house.extensions["settings"].data_dir), house.app_context():
        try:
            bring_up_to_date()
            manifest = backups.restore(folder.absolute(), furnish=bring_up_to_date, passphrase=passphrase)
        finally:
            db.engine.dispose()
    click.echo(f"Restored: {told(manifest)}.")


def told(manifest: Manifest) -> str:
    """What a backup holds, in a line."""
    tables, blobs = len(manifest.tables), f"{manifest.blobs:,} files with {manifest.blob_bytes:,} bytes"
    return f"{manifest.rows:,} rows of {tables} tables and {blobs}, as of {manifest.created_at:%Y-%m-%d %H:%M:%S} UTC"


def read_passphrase() -> str:
    """One line of standard input."""
    return sys.stdin.readline(LONGEST_PASSPHRASE).rstrip("\r\n")


@click.group()
def config() -> None:
    """Take master data elsewhere as YAML: queues, groups, calendars, texts, people and their rights."""


@config.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path, allow_dash=True), default="-")
def export(file: Path) -> None:
    """Write all master data to FILE, or to standard output. Passwords and secrets are left out.

    \b
    Example:
      laufzettel config export desk.yaml
    """
    with opened_house(), unit_of_work(reads_only=True):
        data = exchange.export(actor=SYSTEM)
    if str(file) == "-":
        click.echo(data, nl=False)
    else:
        write_whole(file, data)


def write_whole(file: Path, data: bytes) -> None:
    """Write a file beside the one there is, and put it in its place when all of it is there."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        draft.write_bytes(data)
        draft.replace(file)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise click.ClickException(f"{file} cannot be written: {error.strerror}. What was there is kept.") from error


@config.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--apply", "applies", is_flag=True, help="Do it. Without this, nothing is written.")
def import_(file: IO[bytes], *, applies: bool) -> None:
    """Show what FILE would create and change, or do it. FILE may hold a part of everything; nothing is ever deleted.

    \b
    Examples:
      laufzettel config import desk.yaml
      laufzettel config import desk.yaml --apply
    """
    data = file.read(exchange.MOST_BYTES + 1)
    with opened_house():
        if applies:
            with unit_of_work():
                plan = exchange.apply(data, actor=SYSTEM)
        else:
            plan = exchange.preview(data, actor=SYSTEM)
    click.echo(str(plan))
    if not applies:
        click.echo("Nothing was written; say --apply to do it." if plan else "There is nothing to do.")
