"""Drafts: kept for their author, shared by their title, forgotten after a week."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from dialogs import drafts
from dialogs.drafts import Draft
from foundation import blobs
from foundation.clock import moved_to
from foundation.db import db
from foundation.errors import Forbidden, NotFound, Refused
from tests.desk import people
from tests.processes.ticket_factories import a_ticket, a_worker

pytestmark = pytest.mark.usefixtures("desk_work")
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def test_a_draft_is_written_over_at_its_place():
    anna, ticket = a_worker("anna"), a_ticket()
    first = drafts.save(ticket.id, "note", {"body": "Dear"}, actor=anna.actor, ticket_version=3)
    again = drafts.save(ticket.id, "note", {"body": "Dear Carla"}, actor=anna.actor, ticket_version=4)
    titled = drafts.save(ticket.id, "note", {"body": "Later"}, title="Tomorrow", actor=anna.actor)
    assert (first.id, again.content, again.ticket_version) == (again.id, {"body": "Dear Carla"}, 4)
    assert {draft.id for draft in drafts.of_ticket(ticket.id, actor=anna.actor)} == {first.id, titled.id}


def test_others_see_what_has_a_title():
    anna, ben, ticket = a_worker("anna"), a_worker("ben", "ro"), a_ticket()
    carla = people.customer_user("carla", of=people.customer())
    ticket.set_customer_user(carla, actor=anna.actor)
    db.session.flush()
    with moved_to(NOON):
        mine = drafts.save(ticket.id, "close", {"state": "closed successful"}, actor=anna.actor)
        titled = drafts.save(ticket.id, "close", {"state": "closed successful"}, title="For the night shift", actor=anna.actor)
        assert drafts.of_ticket(ticket.id, actor=ben.actor) == [titled]
        assert drafts.of_ticket(ticket.id, actor=carla.actor) == []
    with pytest.raises(NotFound):
        drafts.discard(mine.id, actor=ben.actor)
    with pytest.raises(Forbidden, match="note"):
        drafts.discard(titled.id, actor=ben.actor)
    drafts.discard(titled.id, actor=a_worker("cleo").actor)
    assert drafts.of_ticket(ticket.id, actor=anna.actor) == [mine]


def test_a_stranger_neither_keeps_nor_sees_drafts():
    ticket, nora = a_ticket(), people.agent("nora")
    for attempt in (
        lambda: drafts.save(ticket.id, "note", {}, actor=nora.actor),
        lambda: drafts.of_ticket(ticket.id, actor=nora.actor),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_what_is_no_draft_is_refused():
    anna, ticket = a_worker("anna"), a_ticket()
    for content, title, field in (({"body": "x" * 1_000_001}, "", "content"), ({"at": NOON}, "", "content"), ({}, "x" * 256, "title")):
        with pytest.raises(Refused) as refused:
            drafts.save(ticket.id, "note", content, title=title, actor=anna.actor)
        assert set(refused.value.problems) == {field}


def test_drafts_are_forgotten_after_a_week_and_keep_their_files_until_then():
    anna, ticket = a_worker("anna"), a_ticket()
    kept = blobs.put(b"picture", most_bytes=100)
    with moved_to(NOON):
        drafts.save(ticket.id, "note", {"files": [{"sha256": kept.sha256}]}, actor=anna.actor)
    assert blobs.referrers["draft"](kept.sha256)
    assert not blobs.referrers["draft"]("0" * 64)
    with moved_to(NOON + timedelta(days=6)):
        assert drafts.forget_old() == 0
    with moved_to(NOON + timedelta(days=7, minutes=1)):
        assert drafts.forget_old() == 1
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0
