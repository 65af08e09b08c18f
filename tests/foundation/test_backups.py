"""Backup and restore: nothing is lost between the databases, nothing is destroyed, and no damage goes unnoticed."""

import json
import os
import random
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import zstandard
from flask import Flask, current_app
from sqlalchemy import JSON, Date, ForeignKey, LargeBinary, MetaData, Numeric, Table, Text, Time, delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

import desk.tables  # noqa: F401 - as below
import dialogs.tables  # noqa: F401 - as below
import foundation.tables  # noqa: F401 - as below
import notifications.tables  # noqa: F401 - as below
import processes.tables  # noqa: F401 - all of them: every table is kept
from desk.actors import SYSTEM
from desk.agents import Agent
from desk.calendars import Calendar
from desk.groups import Group
from foundation import backups, blobs
from foundation.application import settings
from foundation.backing_up.parts import DamagedBackup
from foundation.db import COLUMN_TYPES, NAMES, Base, Document, Id, db
from foundation.encrypted_columns import EncryptedDocument, EncryptedText
from foundation.errors import Conflict, HouseError, Refused, Unavailable
from foundation.secrets import fingerprint
from foundation.unit_of_work import unit_of_work
from tests import houses

CANARY = "canary-9f31"
PASSPHRASE = "correct horse battery"
OTHER_KEY = "another key for tests that is long enough"
DATABASES = ("sqlite", "postgresql")


class Shed(DeclarativeBase):
    """Tables of this test alone; `kept_things` lends them to the house."""

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map=COLUMN_TYPES)


class Thing(Shed):
    """Every kind of value, and rows that refer to each other."""

    __tablename__ = "kept_thing"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    other_id: Mapped[int | None] = mapped_column(Id, ForeignKey("kept_thing.id"))
    at: Mapped[datetime | None]
    day: Mapped[date | None] = mapped_column(Date)
    hour: Mapped[time | None] = mapped_column(Time)
    amount: Mapped[Decimal | None] = mapped_column(Numeric(20, 6))
    number: Mapped[float | None]
    yes: Mapped[bool | None]
    words: Mapped[str | None] = mapped_column(Text)
    data: Mapped[bytes | None] = mapped_column(LargeBinary)
    key: Mapped[UUID | None]
    document: Mapped[Any] = mapped_column(Document, nullable=True)
    strict: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    secret: Mapped[str | None] = mapped_column(EncryptedText("kept_thing.secret"))
    papers: Mapped[Any] = mapped_column(EncryptedDocument("kept_thing.papers"), nullable=True)


THINGS: list[dict[str, Any]] = [
    {"id": 1, "other_id": 7},  # a later row
    {
        "id": 7,
        "other_id": 7,  # itself
        "at": datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC),
        "day": date(1, 1, 1),
        "hour": time(23, 59, 59, 999999),
        "amount": Decimal("12345678.500001"),  # SQLite keeps 15 digits
        "number": 0.1,
        "yes": False,
        "words": "Größe 🧾 \u202e'\"\\ \n\t ; DROP TABLE",
        "data": bytes(range(256)),
        "key": UUID(int=2**127 + 5),
        "document": {"ä": [1, None, True, {"x": 1.5, "": "🧾"}], "long": 2**60},
        "strict": ["a", 1],
        "secret": CANARY,
        "papers": {"token": CANARY, "n": [None]},
    },
    {
        "id": 9,
        "yes": True,
        "words": "",
        "document": None,
        "strict": None,
        "secret": "",
        "data": b"",
        "number": -1e300,
        "amount": Decimal(0),
    },
    {"id": 2_000_000_000_000, "document": [], "words": "x" * 200_000},
]


@pytest.fixture(autouse=True)
def _kept_things() -> Iterator[None]:
    """A table more, as long as a test runs."""
    lent = Thing.__table__.to_metadata(Base.metadata)  # type: ignore[attr-defined]
    yield
    Base.metadata.remove(lent)


House = Callable[..., AbstractContextManager[Flask]]


@pytest.fixture
def house_on(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    """A new house on a database, with its context open."""

    @contextmanager
    def opened(database: str, name: str = "source", key: str = houses.KEY) -> Iterator[Flask]:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        with request.getfixturevalue(f"{database}_houses").house(folder) as application:
            if key != houses.KEY:
                application.extensions["settings"] = houses.settings_for(folder, settings_of(application).database_url, SECRET_KEY=key)
            with application.app_context():
                db.create_all()
                yield application

    return opened


def settings_of(application: Flask) -> Any:
    return application.extensions["settings"]


def furnish() -> None:
    """What every house of the tests begins with."""
    houses.furnish(current_app._get_current_object())  # type: ignore[attr-defined]
    db.create_all()


def fill() -> None:
    with unit_of_work():
        for row in THINGS:
            db.session.execute(insert(Thing).values({**row, "other_id": None}))
        for row in THINGS:
            db.session.execute(update(Thing).where(Thing.id == row["id"]).values(other_id=row.get("other_id")))
        Calendar.create(name="Köln", actor=SYSTEM, country="DE")
        group = Group.create(name="backed up", actor=SYSTEM)
        agent = Agent.create(login="tüg", first_name="T", last_name="Ü", email="t@example.com", actor=SYSTEM)
        group.grant("rw", to=agent, actor=SYSTEM)
        blobs.put(b"small", most_bytes=10)
        blobs.put(b"", most_bytes=10)
        blobs.put(random.Random(1).randbytes(5_000_000), most_bytes=5_000_000)


def things() -> list[dict[str, Any]]:
    table: Any = Thing.__table__
    return [dict(row._mapping) for row in db.session.execute(select(table).order_by(table.c.id))]


def everything() -> dict[str, Any]:
    """All rows as values, and the bytes of all blobs."""
    with unit_of_work(reads_only=True):
        rows = {name: sorted(told(row) for row in db.session.execute(plain(table))) for name, table in Base.metadata.tables.items()}
        return {
            **rows,
            "kept_thing": things(),
            "blobs": {name: blobs.read_whole(name) for name in db.session.scalars(select(blobs.Blob.sha256))},
        }


def told(row: Any) -> str:
    """PostgreSQL sorts the keys of documents."""
    return repr([json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value for value in row])


def plain(table: Table) -> Any:
    return select(*(column for column in table.columns if not isinstance(column.type, EncryptedText)))


# ------------------------------------------------------------------------------------------------ round trips
@pytest.mark.filterwarnings("ignore:Dialect sqlite")
@pytest.mark.parametrize("target", DATABASES)
@pytest.mark.parametrize("source", DATABASES)
def test_everything_comes_back_on_either_database(house_on: House, tmp_path: Path, source: str, target: str):
    with house_on(source):
        fill()
        before = everything()
        manifest = backups.backup(tmp_path / "backup")
        assert manifest == backups.verify(tmp_path / "backup")
        assert (manifest.tables["kept_thing"], manifest.blobs, manifest.blob_bytes) == (4, 3, 5_000_005)
    with house_on(target, "target"):
        assert backups.restore(tmp_path / "backup", furnish=furnish) == manifest
        assert everything() == before
        with unit_of_work(reads_only=True):
            stored = "SELECT id FROM kept_thing WHERE document IS NULL ORDER BY id"
            assert db.session.scalars(text(stored)).all() == [1]  # that of 9 is `null`, which is a value
            assert db.session.scalars(text("SELECT id FROM kept_thing WHERE strict IS NULL ORDER BY id")).all() == [1, 9, 2_000_000_000_000]
        with unit_of_work():
            db.session.add(Thing(words="counts on"))
            Group.create(name="new", actor=SYSTEM)
            db.session.flush()
            assert db.session.scalar(select(func.max(Thing.id))) == 2_000_000_000_001


@pytest.mark.parametrize("database", DATABASES)
def test_foreign_keys_hold_after_a_restore(house_on: House, tmp_path: Path, database: str):
    with house_on(database):
        fill()
        backups.backup(tmp_path / "backup")
    with house_on(database, "target"):
        backups.restore(tmp_path / "backup", furnish=furnish)
        with pytest.raises(IntegrityError, match=r"(?i)foreign key"), unit_of_work():
            db.session.execute(delete(Thing).where(Thing.id == 7))


@pytest.mark.parametrize("database", DATABASES)
def test_a_backup_shows_one_moment_while_others_write(house_on: House, tmp_path: Path, database: str):
    with house_on(database) as application:
        with unit_of_work():
            db.session.execute(insert(Thing), [{"id": number, "number": 10.0} for number in range(1, 2001)])
        stop = threading.Event()
        moved = 0

        def move() -> None:
            nonlocal moved
            with application.app_context():
                while not stop.is_set():
                    with unit_of_work():
                        one, other = random.sample(range(1, 2001), 2)
                        db.session.execute(update(Thing).where(Thing.id == one).values(number=Thing.number - 1))
                        db.session.execute(update(Thing).where(Thing.id == other).values(number=Thing.number + 1))
                        blobs.put(os.urandom(100), most_bytes=100)
                    moved += 1

        writer = threading.Thread(target=move)
        writer.start()
        try:
            for number in range(3):
                manifest = backups.backup(tmp_path / f"backup{number}")
        finally:
            stop.set()
            writer.join()
        assert moved > 0
        assert manifest.blobs > 0
    with house_on(database, "target"):
        backups.restore(tmp_path / "backup2", furnish=furnish)
        with unit_of_work(reads_only=True):
            assert db.session.scalar(select(func.sum(Thing.number))) == 20_000


# ------------------------------------------------------------------------------------------------ keys and secrets
def all_bytes(folder: Path) -> bytes:
    """What somebody sees who has the folder, compressed or not."""
    found = b""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        found += zstandard.ZstdDecompressor().decompressobj().decompress(data) if path.suffix == ".zst" else data
    return found


@pytest.mark.parametrize("options, shows_key", [({}, True), ({"passphrase": PASSPHRASE}, False), ({"with_key": False}, False)])
def test_secrets_need_the_key(house_on: House, tmp_path: Path, options: dict[str, Any], shows_key: bool):
    with house_on("sqlite"):
        fill()
        backups.backup(tmp_path / "backup", **options)
    seen = all_bytes(tmp_path / "backup")
    assert "Größe".encode() in seen
    assert CANARY.encode() not in seen
    assert PASSPHRASE.encode() not in seen
    assert (houses.KEY.encode() in seen) is shows_key
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "backup").rglob("*"))


def secret() -> Any:
    with unit_of_work(reads_only=True):
        return db.session.execute(select(Thing.secret, Thing.papers).where(Thing.id == 7)).one()


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("given", [{}, {"passphrase": PASSPHRASE}])
def test_a_key_set_from_outside_stays_and_secrets_come_under_it(house_on: House, tmp_path: Path, database: str, given: dict[str, str]):
    with house_on(database):
        fill()
        backups.backup(tmp_path / "backup", **given)  # type: ignore[arg-type]
    with house_on(database, "target", OTHER_KEY):
        backups.restore(tmp_path / "backup", furnish=furnish, **given)
        assert settings().secret_key == OTHER_KEY
        assert tuple(secret()) == (CANARY, {"token": CANARY, "n": [None]})


def test_a_key_kept_in_the_data_dir_is_replaced(house_on: House, tmp_path: Path):
    with house_on("sqlite"):
        fill()
        backups.backup(tmp_path / "backup")
    with house_on("sqlite", "target", OTHER_KEY):
        kept = settings().data_dir / "secret.key"
        kept.write_text(OTHER_KEY)
        backups.restore(tmp_path / "backup", furnish=furnish)
        assert kept.read_text().strip() == houses.KEY
        assert kept.stat().st_mode & 0o077 == 0
        assert tuple(secret()) == (CANARY, {"token": CANARY, "n": [None]})


def test_a_sealed_key_needs_its_passphrase(house_on: House, tmp_path: Path):
    with house_on("sqlite"):
        backups.backup(tmp_path / "backup", passphrase=PASSPHRASE)
    with house_on("sqlite", "target"):
        with pytest.raises(Refused, match="give its passphrase"):
            backups.restore(tmp_path / "backup", furnish=furnish)
        with pytest.raises(Refused, match="does not open"):
            backups.restore(tmp_path / "backup", furnish=furnish, passphrase="something else")
        backups.restore(tmp_path / "backup", furnish=furnish, passphrase=PASSPHRASE)


def test_a_backup_without_key_needs_the_same_one(house_on: House, tmp_path: Path):
    with house_on("sqlite"):
        fill()
        backups.backup(tmp_path / "backup", with_key=False)
    with house_on("sqlite", "target", OTHER_KEY), pytest.raises(Refused, match=fingerprint(houses.KEY)):
        backups.restore(tmp_path / "backup", furnish=furnish)
    with house_on("sqlite", "third"):
        backups.restore(tmp_path / "backup", furnish=furnish)
        assert secret().secret == CANARY


def test_a_passphrase_is_long_and_has_something_to_open(house_on: House, tmp_path: Path):
    with house_on("sqlite"):
        with pytest.raises(Refused, match="12 or more"):
            backups.backup(tmp_path / "backup", passphrase="short")
        with pytest.raises(Refused, match="without the key"):
            backups.backup(tmp_path / "backup", passphrase=PASSPHRASE, with_key=False)
        assert not (tmp_path / "backup").exists()


# ------------------------------------------------------------------------------------------------ what is refused
def test_a_backup_overwrites_nothing(house_on: House, tmp_path: Path):
    with house_on("sqlite"):
        (tmp_path / "backup").mkdir()
        backups.backup(tmp_path / "backup")
        before = all_bytes(tmp_path / "backup")
        with pytest.raises(Refused, match="not empty"):
            backups.backup(tmp_path / "backup")
        assert all_bytes(tmp_path / "backup") == before
        (tmp_path / "file").write_text("mine")
        with pytest.raises(Refused, match="not empty"):
            backups.backup(tmp_path / "file")
        assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("database", DATABASES)
def test_a_used_system_is_not_overwritten(house_on: House, tmp_path: Path, database: str):
    with house_on(database):
        fill()
        backups.backup(tmp_path / "backup")
        before = everything()
        with pytest.raises(Conflict, match=r"used.*agent \(1\)"):
            backups.restore(tmp_path / "backup", furnish=furnish)
        assert everything() == before
    with house_on(database, "target"):
        with unit_of_work():
            Group.create(name="mine", actor=SYSTEM)
        with pytest.raises(Conflict, match=r"agent_group \(1\), audit_entry \(1\)"):
            backups.restore(tmp_path / "backup", furnish=furnish)
        assert list(blobs.files().all()) == []


def test_a_data_dir_with_files_is_not_mixed_with_others(house_on: House, tmp_path: Path):
    with house_on("sqlite"):
        backups.backup(tmp_path / "backup")
    with house_on("sqlite", "target"):
        with pytest.raises(ZeroDivisionError):
            lose_a_blob()
        with pytest.raises(Conflict, match="1 files in"):
            backups.restore(tmp_path / "backup", furnish=furnish)


def lose_a_blob() -> None:
    with unit_of_work():
        blobs.put(b"of another system", most_bytes=100)
        raise ZeroDivisionError


def test_a_failed_restore_leaves_nothing(house_on: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with house_on("sqlite"):
        fill()
        with unit_of_work():
            db.session.execute(insert(Thing).values(id=50, words="a\x00b"))
        backups.backup(tmp_path / "backup")
    with house_on("postgresql", "target"):
        before = everything()
        with pytest.raises(HouseError, match=r"kept_thing do not fit this database.*NUL"):
            backups.restore(tmp_path / "backup", furnish=furnish)
        assert everything() == before
        assert list(blobs.files().all()) == []


def test_a_failed_backup_leaves_nothing(house_on: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with house_on("sqlite"):
        fill()
        written = 0

        def full(_handle: int) -> None:
            nonlocal written
            written += 1
            if written > 40:
                raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(Unavailable, match="disk is full"):
            backups.backup(tmp_path / "backup")
        monkeypatch.undo()
        assert list((tmp_path / "backup").iterdir()) == []
        backups.backup(tmp_path / "backup")


def test_a_damaged_blob_is_not_backed_up_as_if_it_were_whole(house_on: House, tmp_path: Path):
    with house_on("sqlite"):
        fill()
        sha256 = next(iter(blobs.files().all()))
        blobs.files().path_of(sha256).write_bytes(b"damaged")
        with pytest.raises(blobs.DamagedBlob, match=sha256):
            backups.backup(tmp_path / "backup")
        assert not any((tmp_path / "backup").iterdir())


def test_what_was_interrupted_is_no_backup(house_on: House, tmp_path: Path):
    with house_on("sqlite"):
        backups.backup(tmp_path / "backup")
        (tmp_path / "backup" / "manifest.json").rename(tmp_path / "backup" / "manifest.json.draft")
        with pytest.raises(DamagedBackup, match="no complete backup"):
            backups.restore(tmp_path / "backup", furnish=furnish)
        with pytest.raises(DamagedBackup, match="no complete backup"):
            backups.restore(tmp_path / "nothing", furnish=furnish)


def test_another_version_is_named(house_on: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with house_on("sqlite"):
        backups.backup(tmp_path / "backup")
    with house_on("sqlite", "target"):
        monkeypatch.setattr("foundation.migrating.revision", lambda: "0042")
        with pytest.raises(Conflict, match="this database 0042"):
            backups.restore(tmp_path / "backup", furnish=furnish)


@pytest.mark.parametrize("database", DATABASES)
def test_no_table_is_passed_over(house_on: House, tmp_path: Path, database: str):
    with house_on(database):
        with unit_of_work():
            db.session.execute(text("CREATE TABLE unknown_here (id integer)"))
        with pytest.raises(RuntimeError, match="unknown_here"):
            backups.backup(tmp_path / "backup")


# ------------------------------------------------------------------------------------------------ damage
@pytest.fixture
def whole(house_on: House, tmp_path: Path) -> Path:
    with house_on("sqlite"):
        fill()
        backups.backup(tmp_path / "backup", passphrase=PASSPHRASE)
    return tmp_path / "backup"


def test_a_flipped_bit_is_found_wherever_it_is(whole: Path):
    chance = random.Random(7)
    for path in sorted(path for path in whole.rglob("*") if path.is_file()):
        data = path.read_bytes()
        places = {0, len(data) - 1, *(chance.randrange(len(data)) for _ in range(6))} if data else set()
        for place in places:
            path.write_bytes(data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :])
            with pytest.raises(DamagedBackup):
                backups.verify(whole)
        path.write_bytes(data)
    backups.verify(whole)


def test_every_bit_of_the_manifest_counts(whole: Path):
    path = whole / "manifest.json"
    data = path.read_bytes()
    for place in range(0, len(data), 5):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(DamagedBackup):
            backups.verify(whole)
    for other in (b"", b"{}", b"[]", b"null", data + b" ", b"[" * 100_000, b'{"sha256": "x"}'):
        path.write_bytes(other)
        with pytest.raises(DamagedBackup):
            backups.verify(whole)


def test_a_missing_longer_or_further_file_is_found(whole: Path):
    for path in sorted(path for path in whole.rglob("*") if path.is_file()):
        data = path.read_bytes()
        path.unlink()
        with pytest.raises(DamagedBackup):
            backups.verify(whole)
        path.write_bytes(data + b"x")
        with pytest.raises(DamagedBackup):
            backups.verify(whole)
        path.write_bytes(data)
    extra = whole / "blobs" / "ab" / "cd"
    extra.mkdir(parents=True, exist_ok=True)
    (extra / f"abcd{'0' * 60}").write_bytes(b"")
    with pytest.raises(DamagedBackup, match="spoken of"):
        backups.verify(whole)


def test_parts_of_two_backups_do_not_mix(whole: Path, house_on: House, tmp_path: Path):
    with house_on("sqlite", "another"):
        backups.backup(tmp_path / "other")
    shutil.copyfile(tmp_path / "other" / "tables" / "agent.zst", whole / "tables" / "agent.zst")
    with pytest.raises(DamagedBackup, match=r"agent\.zst"):
        backups.verify(whole)


def test_the_manifest_says_what_there_is(whole: Path):
    content = json.loads((whole / "manifest.json").read_text())
    assert (content["format"], content["key"], content["key_fingerprint"]) == (1, "passphrase", fingerprint(houses.KEY))
    assert {name for name, _, _ in content["parts"]} == {f"tables/{name}.zst" for name in content["tables"]} | {"secret.key.sealed"}
    assert houses.KEY not in (whole / "manifest.json").read_text()
