"""That no forgery of history goes unnoticed, and that what was not forged is never doubted."""

# ruff: noqa: S608 - forgeries are written by hand, and made of constants

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from desk.actors import SYSTEM, Actor
from desk.escalations import Sender
from foundation import secrets
from foundation.clock import moved_to
from foundation.db import db
from foundation.errors import Forbidden, NotFound, Refused
from foundation.unit_of_work import unit_of_work
from processes import settling
from processes.events import Event
from processes.history import BEGINNING, HistoryCheckpoint, HistoryEntry, chained, digest
from processes.proving import rows
from processes.proving.chains import one_moment, prove
from processes.proving.checkpoints import PURPOSE, checkpoint, digest_of
from processes.proving.erasing import erase, erase_article
from processes.tickets import indexing
from processes.tickets.articles import Article, Channel
from processes.tickets.ticket import Ticket
from tests.desk.people import admin, agent
from tests.processes.tickets import a_ticket

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def titled(ticket: Ticket, *titles: str, actor: Actor = SYSTEM) -> Ticket:
    for title in titles:
        ticket.record(Event.TITLE_CHANGED, actor=actor, old=ticket.title, new=title)
        ticket.title = title
    settling.settle()
    return ticket


@pytest.fixture
def stored(house: Flask) -> None:
    """Ticket A1 with five entries and A2 with two; the checkpoint of noon saw A1 with four of them."""
    with unit_of_work(), moved_to(NOON - timedelta(hours=1)):
        first = titled(a_ticket(number="A1"), "one", "two", "three", "four")
        titled(a_ticket(number="A2"), "one", "two")
        with moved_to(NOON):
            checkpoint()
        titled(first, "five")


def found(number: str | None = None, **options: str) -> list[tuple[str | None, int | None, int | None]]:
    """What a proof finds: ticket, position, checkpoint."""
    with one_moment():
        return [(finding.ticket, finding.position, finding.checkpoint) for finding in prove(number, **options).findings]


def forge(*statements: str) -> None:
    with unit_of_work():
        for statement in statements:
            db.session.execute(text(statement))


A1, A2 = ("(SELECT id FROM ticket WHERE number = 'A1')", "(SELECT id FROM ticket WHERE number = 'A2')")
AT = f"WHERE ticket_id = {A1} AND position ="


@pytest.mark.parametrize(
    "statements, expected",
    [
        ([f"""UPDATE history_entry SET data = '{{"old": "two", "new": "3"}}' {AT} 3"""], [("A1", 3, None)]),
        ([f"UPDATE history_entry SET data = '{{}}' {AT} 5"], [("A1", 5, None)]),
        ([f"UPDATE history_entry SET data = 'null' {AT} 2"], [("A1", 2, None)]),
        ([f"UPDATE history_entry SET actor = 'agent:ben' {AT} 3"], [("A1", 3, None)]),
        ([f"UPDATE history_entry SET at = '2026-03-02 10:59:00' {AT} 3"], [("A1", 3, None)]),
        ([f"UPDATE history_entry SET event = 'ticket.moved' {AT} 1"], [("A1", 1, None)]),
        ([f"UPDATE history_entry SET event = 'no such event' {AT} 1"], [("A1", 1, None)]),
        ([f"UPDATE history_entry SET state_id = state_id + 1 {AT} 5"], [("A1", 5, None)]),
        ([f"UPDATE history_entry SET type_id = 1 {AT} 5"], [("A1", 5, None)]),
        ([f"DELETE FROM history_entry {AT} 2"], [("A1", 3, None)]),
        ([f"DELETE FROM history_entry {AT} 1"], [("A1", 2, None)]),
        ([f"DELETE FROM history_entry {AT} 5"], [("A1", 5, None)]),
        ([f"DELETE FROM history_entry WHERE ticket_id = {A2}"], [("A2", 1, None), ("A2", 2, 1)]),
        ([f"DELETE FROM history_entry {AT} 2", f"UPDATE history_entry SET position = 2 {AT} 3"], [("A1", 2, None), ("A1", 4, None)]),
        (
            [f"UPDATE history_entry SET position = {to} {AT} {of}" for of, to in ((2, 9), (3, 2), (9, 3))],
            [("A1", 2, None), ("A1", 3, None), ("A1", 4, None)],
        ),
        ([f"UPDATE history_entry SET ticket_id = {A2}, position = 3 {AT} 5"], [("A1", 5, None), ("A2", 3, None), ("A2", 3, None)]),
        ([f"UPDATE ticket SET history_length = 4 WHERE id = {A1}"], [("A1", 5, None)]),
        ([f"UPDATE ticket SET history_head = (SELECT hash FROM history_entry {AT} 4) WHERE id = {A1}"], [("A1", 5, None)]),
    ],
)
def test_a_forged_entry_is_found_where_it_is(stored: None, statements: list[str], expected: list):
    assert found() == []
    forge(*statements)
    assert found() == expected
    assert found("A1") == [finding for finding in expected if finding[0] == "A1"]


def cut(number: str, length: int) -> None:
    """Shorten a chain and set the ticket's row to fit, as one does who knows the schema but not the key."""
    here = f"(SELECT id FROM ticket WHERE number = '{number}')"
    forge(
        f"DELETE FROM history_entry WHERE ticket_id = {here} AND position > {length}",
        f"UPDATE ticket SET history_length = {length}, history_head = "
        f"(SELECT hash FROM history_entry WHERE ticket_id = {here} AND position = {length}) WHERE id = {here}",
    )


def test_what_was_cut_off_is_missed_by_the_checkpoint(stored: None):
    cut("A1", 3)
    assert found() == found("A1") == [("A1", 4, 1)]
    assert found("A2") == []
    forge(f"DELETE FROM history_entry WHERE ticket_id = {A2}", "DELETE FROM ticket WHERE number = 'A2'")
    assert found() == [("A1", 4, 1), (None, 2, 1)]


def test_a_chain_written_anew_is_not_the_one_of_the_checkpoint(stored: None):
    with unit_of_work():
        ticket, before = Ticket.numbered("A2"), BEGINNING
        for entry in db.session.query(HistoryEntry).filter_by(ticket_id=ticket.id).order_by(HistoryEntry.position):
            entry.data = {"new": "forged"}
            entry.content_sha256 = digest(entry.data)
            entry.hash = before = chained(before, vars(entry))
        ticket.history_head = before
    assert found() == [("A2", 2, 1)]


@pytest.mark.parametrize(
    "statement, expected",
    [
        ("DELETE FROM history_checkpoint WHERE id = 1", [(None, None, 2)]),
        ("DELETE FROM history_checkpoint WHERE id = 2", [(None, None, 3)]),
        ("UPDATE history_checkpoint SET tickets = 7 WHERE id = 2", [(None, None, 2)]),
        ("UPDATE history_checkpoint SET covers_id = 0 WHERE id = 1", [(None, None, 1)]),
        ("UPDATE history_checkpoint SET at = '2026-03-02 14:30:00' WHERE id = 3", [(None, None, 3)]),
        ("UPDATE history_checkpoint SET heads = (SELECT digest FROM history_checkpoint WHERE id = 1) WHERE id = 2", [(None, None, 2)]),
        ("UPDATE history_checkpoint SET signature = 'x' WHERE id = 2", [(None, None, 2)]),
    ],
)
def test_a_forged_checkpoint_is_found(stored: None, statement: str, expected: list):
    for hours in (1, 2):
        with unit_of_work(), moved_to(NOON + timedelta(hours=hours)):
            titled(Ticket.numbered("A2"), f"{hours} o'clock")
            assert [made.id for made in checkpoint()] == [hours + 1]
    assert found() == []
    forge(statement)
    assert found() == found("A1") == expected


def test_a_checkpoint_needs_the_key_and_the_newest_is_missed_by_its_digest(stored: None):
    with one_moment():
        number, _, noted = prove().newest or (0, "", "")
    assert number == 1
    assert found(expects=noted) == []
    with unit_of_work():
        forged = db.session.get_one(HistoryCheckpoint, 1)
        forged.heads, forged.tickets = b"", 0
        forged.digest = digest_of(forged, before=BEGINNING)
        forged.signature = secrets.Keyring("another key that is long enough to be one").sign(forged.digest, purpose=PURPOSE)
    assert found() == [(None, None, 1)]
    assert found(expects=noted) == [(None, None, 1), (None, None, None)]
    forge("DELETE FROM history_checkpoint")
    assert found() == []
    assert found(expects=noted) == [(None, None, None)]


def test_checkpoints_state_what_has_grown_in_parts_and_what_may_still_have_been_open_again(house: Flask):
    def stated(at: datetime) -> list[tuple[int, int]]:
        with unit_of_work(), moved_to(at):
            return [(made.id, made.tickets) for made in checkpoint(most=2)]

    assert stated(NOON) == []
    with unit_of_work(), moved_to(NOON):
        for number in range(5):
            titled(a_ticket(number=str(number)), "one")
        a_ticket(number="without history")
    assert stated(NOON + timedelta(minutes=9)) == [(1, 2), (2, 2), (3, 1)]
    assert stated(NOON + timedelta(minutes=11)) == [(4, 2), (5, 2), (6, 1)]
    assert stated(NOON + timedelta(hours=1)) == []
    with unit_of_work(), moved_to(NOON + timedelta(hours=1)):
        titled(Ticket.numbered("3"), "two")
    assert stated(NOON + timedelta(hours=2)) == [(7, 1)]
    with one_moment():
        proof = prove()
    assert (proof.holds, proof.tickets, proof.entries, proof.checkpoints) == (True, 6, 6, 7)


def test_pages_hide_nothing(stored: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rows, "PAGE", 2)
    monkeypatch.setattr("processes.proving.chains.TICKETS_AT_ONCE", 1)
    monkeypatch.setattr("processes.proving.chains.CHECKPOINTS_AT_ONCE", 1)
    assert found() == []
    forge(f"DELETE FROM history_entry {AT} 3")
    assert found() == [("A1", 4, None)]


def test_erasing_leaves_a_gap_that_is_proven(stored: None):
    with unit_of_work():
        root = admin()
        ticket = Ticket.numbered("A1")
        with pytest.raises(Forbidden):
            erase(ticket, [2], actor=agent("ben").actor, reason="The customer asked.")
        with pytest.raises(Refused, match="Say why"):
            erase(ticket, [2], actor=root.actor, reason=" ")
        with pytest.raises(NotFound, match="no entry 17"):
            erase(ticket, [2, 17], actor=root.actor, reason="The customer asked.")
        assert erase(ticket, [3, 2], actor=root.actor, reason="The customer asked.") is True
        assert erase(ticket, [2], actor=root.actor, reason="The customer asked.") is False
        settling.settle()
        with pytest.raises(Refused, match="stays"):
            erase(ticket, [6], actor=root.actor, reason="Nobody shall know.")
    with one_moment():
        proof = prove()
        told = db.session.query(HistoryEntry).filter_by(position=6).one()
        assert (proof.holds, proof.erased, proof.entries) == (True, 2, 8)
        assert (told.actor, told.data) == ("agent:root", {"positions": [2, 3], "reason": "The customer asked."})
    forge(f"UPDATE history_entry SET data = 'null' {AT} 1")
    assert found() == [("A1", 1, None)]
    forge(f"UPDATE history_entry SET data = 'null' {AT} 6")
    assert found() == [("A1", position, None) for position in (1, 2, 3, 6)]


def test_an_article_is_erased_with_what_history_tells_of_it(house: Flask):
    with unit_of_work():
        root, ticket = admin(), a_ticket(number="A1")
        values = {"sender": Sender.CUSTOMER, "channel": Channel.EMAIL, "visible_to_customer": True, "created_by": "system"}
        article = Article(ticket_id=ticket.id, position=1, from_text="Carla", subject="My PIN", body="It is 1234.", **values)
        db.session.add(article)
        db.session.flush()
        ticket.record(Event.EMAIL_BY_CUSTOMER, actor=SYSTEM, article_id=article.id, subject="My PIN", channel="email")
        titled(ticket, "other")
        indexing.put_tickets([ticket.id])
        assert db.session.scalars(indexing.found("1234", also_internal=True)).all() == [ticket.id]
        assert erase_article(ticket, article.id, actor=root.actor, reason="A secret.") is True
        assert erase_article(ticket, article.id, actor=root.actor, reason="A secret.") is False
        with pytest.raises(NotFound):
            erase_article(ticket, article.id + 1, actor=root.actor, reason="A secret.")
    with one_moment():
        assert db.session.scalars(indexing.found("1234", also_internal=True)).all() == []
        kept = db.session.get_one(Article, article.id)
        assert (kept.from_text, kept.subject, kept.body, kept.erased_at is not None) == ("", "", "", True)
        entries = db.session.query(HistoryEntry).order_by(HistoryEntry.position).all()
        assert [(entry.article_id, entry.data is None) for entry in entries] == [(article.id, True), (None, False), (article.id, False)]
        proof = prove("A1")
        assert (proof.holds, proof.erased) == (True, 1)


def test_a_ticket_there_is_not_has_no_proof(house: Flask):
    with one_moment(), pytest.raises(NotFound, match="no ticket '7'"):
        prove("7")
