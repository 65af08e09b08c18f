"""Files that wait to become part of something: whose they are, how long, and how they are called."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from desk.actors import SYSTEM
from desk.attachments import MOST_BYTES
from dialogs import uploads
from foundation.blobs import Blob
from foundation.clock import moved_to
from foundation.db import db
from foundation.errors import NotFound, Refused
from tests.desk import people

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.mark.usefixtures("work")
def test_a_file_is_known_to_who_uploaded_it_and_to_nobody_else():
    anna, ben = people.agent("anna"), people.agent("ben")
    carla = people.customer_user("carla", of=people.customer())
    file = uploads.take(b"content", "a.txt", "text/plain", actor=anna.actor)
    assert uploads.opened(file.id, actor=anna.actor) == file
    assert b"".join(file.read()) == b"content"
    assert file.as_value == {"sha256": file.sha256, "name": "a.txt", "size": 7}
    for stranger in (ben.actor, carla.actor, SYSTEM):
        with pytest.raises(NotFound):
            uploads.opened(file.id, actor=stranger)
    assert uploads.known([file.id, "", "x", file.id], actor=anna.actor) == [file]
    assert uploads.known([file.id], actor=ben.actor) == []


@pytest.mark.usefixtures("work")
def test_an_id_cannot_be_made_up():
    file = uploads.take(b"content", "a.txt", "text/plain", actor=SYSTEM)
    data, _, mac = file.id.partition(".")
    told = json.loads(uploads.decoded(data) or b"")
    other = base64.urlsafe_b64encode(json.dumps({**told, "sha256": "0" * 64}).encode()).decode().rstrip("=")
    for forged in (f"{other}.{mac}", f"{data}.", data, "", ".", f"{data}.{mac}x", "ü.ü", "\ud800", "é" * 5000, f"{data}.\ud800"):
        with pytest.raises(NotFound):
            uploads.opened(forged, actor=SYSTEM)


@pytest.mark.usefixtures("work")
def test_an_id_is_worth_something_for_a_week():
    with moved_to(NOON):
        file = uploads.take(b"content", "a.txt", "text/plain", actor=SYSTEM)
    with moved_to(NOON + timedelta(days=7) - timedelta(minutes=1)):
        assert uploads.opened(file.id, actor=SYSTEM) == file
    with moved_to(NOON + timedelta(days=7, minutes=1)), pytest.raises(NotFound, match="not here any more"):
        uploads.opened(file.id, actor=SYSTEM)


@pytest.mark.usefixtures("work")
def test_names_lead_nowhere_and_types_are_types():
    for name, media_type, kept in (
        ("../../etc/passwd", "text/plain", ("passwd", "text/plain")),
        ("C:\\a\\photo.JPG", "IMAGE/JPEG", ("photo.JPG", "image/jpeg")),
        ("exe\u202efdp.x\0", "nonsense", ("exefdp.x", "application/octet-stream")),
        ("", "", ("attachment", "application/octet-stream")),
    ):
        file = uploads.take(b"x", name, media_type, actor=SYSTEM)
        assert (file.name, file.content_type) == kept


@pytest.mark.usefixtures("work")
def test_what_is_too_large_is_refused():
    with pytest.raises(Refused):
        uploads.take(bytes(MOST_BYTES + 1), "a.bin", "application/octet-stream", actor=SYSTEM)


@pytest.mark.usefixtures("work")
def test_content_that_was_forgotten_is_not_offered_any_more():
    file = uploads.take(b"content", "a.txt", "text/plain", actor=SYSTEM)
    db.session.delete(db.session.get_one(Blob, file.sha256))
    db.session.flush()
    with pytest.raises(NotFound, match="not here any more"):
        uploads.opened(file.id, actor=SYSTEM)
