"""Blobs: kept once, read as they were put or not at all, and never lost to a sweep."""

import hashlib
import io
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import Column, ForeignKey, Integer, String, Table, func, select

import desk.tables  # noqa: F401 - as below
import dialogs.tables  # noqa: F401 - as below
import foundation.tables  # noqa: F401 - as below
import notifications.tables  # noqa: F401 - as below
import processes.tables  # noqa: F401 - all of them: a sweep looks at every table
from foundation import blob_files, blobs
from foundation.blobs import Blob, DamagedBlob
from foundation.clock import now
from foundation.db import Base, db
from foundation.errors import NotFound, Refused, Unavailable
from foundation.unit_of_work import unit_of_work

MOST = 50_000_000
LATER = timedelta(days=2)


def put(content: bytes) -> str:
    with unit_of_work():
        return blobs.put(content, most_bytes=MOST).sha256


def whole(sha256: str) -> bytes:
    with unit_of_work(reads_only=True):
        return blobs.read_whole(sha256)


def everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.binary(max_size=5000))
def test_what_was_put_is_read(house: Flask, content: bytes):
    sha256 = put(content)
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert whole(sha256) == content


def test_a_large_blob_is_streamed(house: Flask):
    content = os.urandom(3 * blob_files.CHUNK + 17)
    sha256 = put(content)
    with unit_of_work(reads_only=True):
        chunks = list(blobs.read(sha256))
    assert (len(chunks), b"".join(chunks)) == (4, content)
    path = blobs.files().path_of(sha256)
    assert path.parts[-4:] == ("blobs", sha256[:2], sha256[2:4], sha256)
    assert path.stat().st_mode & 0o077 == 0


def test_the_same_content_is_kept_once(house: Flask):
    first, second = put(b"twice"), put(b"twice")
    assert first == second
    with unit_of_work(reads_only=True):
        assert db.session.scalar(select(func.count()).select_from(Blob)) == 1
    assert len(everything(blobs.files().folder)) == 1


def test_many_put_the_same_at_once(house: Flask):
    content = b"the same" * 100_000
    problems: list[BaseException] = []

    def act() -> None:
        with house.app_context():
            try:
                put(content)
            except BaseException as error:  # noqa: BLE001 - whatever it is, the test tells
                problems.append(error)

    threads = [threading.Thread(target=act) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert whole(hashlib.sha256(content).hexdigest()) == content
    assert len(everything(blobs.files().folder)) == 1


def test_more_than_allowed_leaves_nothing(house: Flask):
    with pytest.raises(Refused, match="larger than 10 bytes"), unit_of_work():
        blobs.put(b"x" * 11, most_bytes=10)
    assert everything(blobs.files().folder) == []
    with unit_of_work():
        assert blobs.put(b"x" * 10, most_bytes=10).size == 10


def test_a_sender_who_fails_leaves_nothing(house: Flask):
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise ConnectionResetError("gone")

    with pytest.raises(ConnectionResetError):
        blobs.receive(Broken(), most_bytes=MOST)  # type: ignore[arg-type]
    assert everything(blobs.files().folder) == []


def test_a_full_disk_is_named(house: Flask, monkeypatch: pytest.MonkeyPatch):
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match="disk is full"):
        blobs.receive(io.BytesIO(b"content"), most_bytes=MOST)
    monkeypatch.undo()
    assert everything(blobs.files().folder) == []


@pytest.mark.parametrize("size", [10, 3 * blob_files.CHUNK])
def test_damaged_bytes_are_never_given_out(house: Flask, size: int):
    content = os.urandom(size)
    sha256 = put(content)
    path = blobs.files().path_of(sha256)
    for damaged in (content[:-1], content + b"x", bytes([content[0] ^ 1]) + content[1:], content[:-1] + bytes([content[-1] ^ 128]), b""):
        path.write_bytes(damaged)
        given_out: list[bytes] = []
        with pytest.raises(DamagedBlob, match=sha256), unit_of_work(reads_only=True):
            given_out.extend(blobs.read(sha256))
        assert given_out == []
    assert put(content) == sha256  # putting it again heals it
    assert whole(sha256) == content


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "A" * 64])
def test_what_is_not_kept_is_not_found(house: Flask, name: str):
    with pytest.raises(NotFound), unit_of_work(reads_only=True):
        list(blobs.read(name))
    with pytest.raises(NotFound), blobs.files().opened(name):
        pass


def test_a_lost_file_is_named(house: Flask):
    sha256 = put(b"lost")
    blobs.files().path_of(sha256).unlink()
    with pytest.raises(NotFound, match="restore it from a backup"):
        whole(sha256)


# ------------------------------------------------------------------------------------------------ sweeping
def test_what_was_rolled_back_leaves_a_file_until_the_sweep(house: Flask):
    sha256 = hashlib.sha256(b"rolled back").hexdigest()

    def act() -> None:
        with unit_of_work():
            blobs.put(b"rolled back", most_bytes=MOST)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert blobs.files().path_of(sha256).exists()
    assert blobs.sweep() == (0, 0, 0)  # somebody may still be about to write the row
    assert blobs.files_without_row(older_than=now() + LATER) == [sha256]
    assert blobs.sweep(older_than=now() + LATER) == (0, 1, 0)
    assert everything(blobs.files().folder) == []


def test_what_nobody_refers_to_is_forgotten(house: Flask):
    sha256 = put(b"unused")
    assert blobs.sweep() == (0, 0, 0)
    assert blobs.sweep(older_than=now() + LATER) == (1, 1, 0)
    with pytest.raises(NotFound):
        whole(sha256)


def test_drafts_of_dead_processes_are_removed(house: Flask):
    incoming = blobs.files().folder / "incoming"
    incoming.mkdir(parents=True)
    (incoming / "tmpdead").write_bytes(b"half")
    assert blobs.sweep() == (0, 0, 0)
    assert blobs.sweep(older_than=now() + LATER) == (0, 0, 1)


@pytest.fixture
def paper(house: Flask) -> Iterator[Table]:
    """A table that refers to blobs, as long as a test runs."""
    lent = Table("paper", Base.metadata, Column("id", Integer, primary_key=True), Column("content", String(64), ForeignKey("blob.sha256")))
    lent.create(db.engine)
    yield lent
    Base.metadata.remove(lent)


def test_what_a_foreign_key_leads_to_stays(paper: Table):
    used, unused = put(b"used"), put(b"unused")
    with unit_of_work():
        db.session.execute(paper.insert().values(content=used))
    assert blobs.sweep(older_than=now() + LATER) == (1, 1, 0)
    assert whole(used) == b"used"
    assert unused not in set(blobs.files().all())


def test_what_a_referrer_knows_stays(house: Flask, monkeypatch: pytest.MonkeyPatch):
    used, _ = put(b"used"), put(b"unused")
    monkeypatch.setitem(blobs.referrers._things, "test", lambda sha256: sha256 == used)
    assert blobs.sweep(older_than=now() + LATER) == (1, 1, 0)
    assert whole(used) == b"used"


def test_putting_again_keeps_a_file_and_a_row_from_the_sweep(house: Flask):
    sha256 = put(b"old")
    path = blobs.files().path_of(sha256)
    old = (datetime.now(UTC) - LATER).timestamp()
    os.utime(path, (old, old))
    put(b"old")
    assert blobs.files().remove(sha256, older_than=now() - timedelta(days=1)) is False
    assert path.exists()


def test_no_file_is_removed_while_a_backup_holds_the_lock(house: Flask):
    sha256 = put(b"in the backup")
    with blobs.files().locked(exclusive=False):
        assert blobs.files().remove(sha256, older_than=now() + LATER) is False
    assert blobs.files().remove(sha256, older_than=now() + LATER) is True
