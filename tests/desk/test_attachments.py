"""Attachments of templates: a name, a file name, and content that is kept once."""

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from desk import attachments
from desk.actors import SYSTEM
from desk.attachments import Attachment
from foundation.blobs import Blob
from foundation.db import db
from foundation.errors import Forbidden, Refused
from tests.desk.people import agent
from tests.desk.refusals import problems_of_changing

pytestmark = pytest.mark.usefixtures("work")


def attachment(name: str = "Prices", **values: Any) -> Attachment:
    return Attachment.create(actor=SYSTEM, name=name, **{"file_name": "prices.pdf", "content": b"10 coins"} | values)


def test_the_content_is_read_as_it_was_given() -> None:
    prices = attachment(media_type="Application/PDF")
    assert (b"".join(prices.read()), prices.size, prices.media_type) == (b"10 coins", 8, "application/pdf")
    prices.change(actor=SYSTEM, content=BytesIO(b"11 coins!"))
    assert (b"".join(prices.read()), prices.size, prices.file_name) == (b"11 coins!", 9, "prices.pdf")
    assert attachment("Unknown").media_type == "application/octet-stream"


def test_the_same_content_is_kept_once() -> None:
    one, two = attachment("One"), attachment("Two")
    assert one.sha256 == two.sha256
    assert db.session.scalar(select(func.count()).select_from(Blob)) == 1
    assert one.change(actor=SYSTEM, content=b"10 coins") is False


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "needed"),
        ("file_name", "", "needed"),
        ("file_name", "../../etc/passwd", "is a path"),
        ("file_name", "C:\\prices.pdf", "is a path"),
        ("file_name", "..", "is a path"),
        ("file_name", "x" * 201, "at most 200"),
        ("media_type", "pdf", "no type of content"),
        ("media_type", "text/html\r\nX: y", "no type of content"),
        ("media_type", "", "no type of content"),
        ("media_type", None, "no type of content"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(field: str, value: Any, sentence: str) -> None:
    assert sentence in problems_of_changing(attachment(), **{field: value})[field]
    with pytest.raises(Refused) as refused:
        attachment(**{"name": "Other", field: value})
    assert list(refused.value.problems) == [field]


def test_a_name_that_reads_backwards_is_straightened() -> None:
    assert attachment(file_name="prices\u202efdp.exe").file_name == "pricesfdp.exe"


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST_BYTES", 7)
    with pytest.raises(Refused):
        attachment()
    assert db.session.scalar(select(func.count()).select_from(Attachment)) == 0


def test_only_administrators_keep_attachments() -> None:
    anna = agent().actor
    with pytest.raises(Forbidden):
        Attachment.create(actor=anna, name="Mine", file_name="a", content=b"")
    with pytest.raises(Forbidden):
        attachment().change(actor=anna, content=b"")
    assert db.session.scalar(select(func.count()).select_from(Blob)) == 1
