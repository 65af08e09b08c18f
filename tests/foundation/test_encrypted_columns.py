from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Integer, MetaData, String, Text, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from foundation.db import db
from foundation.encrypted_columns import EncryptedDocument, EncryptedText, encrypt_anew, encrypted_columns
from foundation.secrets import Keyring, UnreadableSecret
from foundation.unit_of_work import unit_of_work
from tests.houses import KEY

CANARY = "canary-77a1"
OLD = "an older key for tests, which is long enough"


class Shed(DeclarativeBase):
    """Tables of this test alone."""

    metadata = MetaData()


class Safe(Shed):
    __tablename__ = "safe"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(20), unique=True)
    word: Mapped[str | None] = mapped_column(EncryptedText("safe.word"))
    papers: Mapped[Any] = mapped_column(EncryptedDocument("safe.papers"), nullable=True)


@pytest.fixture
def safes(house: Flask):
    Shed.metadata.create_all(db.engine)


def stored() -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.session.execute(text("SELECT word, papers FROM safe ORDER BY id"))]


@pytest.mark.usefixtures("safes")
def test_values_are_plain_here_and_sealed_there():
    with unit_of_work():
        db.session.add(Safe(id=1, name="a", word=CANARY, papers={"X-Token": CANARY, "n": [1, None]}))
        db.session.add(Safe(id=2, name="b"))
    with unit_of_work():
        found = db.session.get(Safe, 1)
        assert found is not None
        assert (found.word, found.papers) == (CANARY, {"X-Token": CANARY, "n": [1, None]})
        assert CANARY not in repr(found)
        empty = db.session.get(Safe, 2)
        assert empty is not None
        assert (empty.word, empty.papers) == (None, None)
        assert CANARY not in str(stored())
        assert stored()[0][0].startswith("v1.")
        assert stored()[1] == (None, None)


@pytest.mark.usefixtures("safes")
def test_a_failing_statement_does_not_show_the_value():
    with pytest.raises(SQLAlchemyError) as caught, unit_of_work():
        db.session.add_all([Safe(id=1, name="a", word=CANARY), Safe(id=2, name="a", word=CANARY)])
    assert CANARY not in str(caught.value)


@pytest.mark.usefixtures("safes")
def test_values_cannot_be_swapped_between_columns():
    with unit_of_work():
        db.session.add(Safe(id=1, name="a", word=CANARY, papers="x"))
    with unit_of_work():
        db.session.execute(text("UPDATE safe SET papers = word"))
        with pytest.raises(UnreadableSecret, match=r"safe\.papers is damaged"):
            db.session.get(Safe, 1)


@pytest.mark.usefixtures("safes")
def test_the_database_cannot_compare_them():
    with unit_of_work():
        with pytest.raises(TypeError, match="cannot be compared"):
            db.session.query(Safe).filter(Safe.word == CANARY)
        assert db.session.query(Safe).filter(Safe.word.is_(None)).count() == 0


@pytest.mark.usefixtures("safes")
def test_all_values_can_be_brought_under_another_key():
    other = Keyring(OLD)
    with unit_of_work():
        for number in range(1200):
            word = other.encrypt(f"{CANARY}{number}", purpose="safe.word") if number % 2 else None
            db.session.execute(Safe.__table__.insert().values(id=number, name=str(number)))  # type: ignore[attr-defined]
            db.session.execute(text("UPDATE safe SET word = :word WHERE id = :id"), {"word": word, "id": number})
    with unit_of_work():
        assert encrypt_anew(db.session.connection(), Shed.metadata, keys=Keyring(KEY, (OLD,))) == 600
        assert encrypt_anew(db.session.connection(), Shed.metadata, keys=Keyring(KEY, (OLD,))) == 0
    with unit_of_work():
        last = db.session.get(Safe, 1199)
        assert last is not None
        assert last.word == f"{CANARY}1199"


def test_encrypted_columns_are_known():
    assert [(table.name, column, purpose) for table, column, purpose in encrypted_columns(Shed.metadata)] == [
        ("safe", "word", "safe.word"),
        ("safe", "papers", "safe.papers"),
    ]
    assert isinstance(EncryptedText("x").impl, Text)
