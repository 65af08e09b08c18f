"""Finding tickets by words, and what keeping that up costs."""

import pytest
from flask import Flask
from sqlalchemy import event, select

from desk.actors import SYSTEM
from desk.state_types import StateType
from foundation import fulltext
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes import settling
from processes.tickets.indexing import found, put_tickets
from processes.tickets.ticket import Ticket
from processes.tickets.writing import NewArticle
from tests.desk.words import a_state
from tests.processes.tickets import a_ticket


def numbers(query: str, *, also_internal: bool = True) -> list[str]:
    """The titles of the tickets a query finds."""
    return list(
        db.session.scalars(select(Ticket.title).where(Ticket.id.in_(found(query, also_internal=also_internal))).order_by(Ticket.id))
    )


def note(body: str, *, visible: bool = False) -> NewArticle:
    return NewArticle("Drucker", body, visible_to_customer=visible, from_text="Zoe <zoe@example.com>")


def test_tickets_are_found_by_what_they_are_called_and_by_their_articles(process: object, house: Flask):
    with unit_of_work():
        printer, other = a_ticket("Printer on fire"), a_ticket("Other")
        for ticket in (printer, other):
            settling.touch(ticket, ("title", "number"), actor=SYSTEM)
        printer.add_article(note("Der Toner ist leer"), actor=SYSTEM)
        printer.add_article(note("Größe A4", visible=True), actor=SYSTEM)
        number, ids = printer.number, [printer.id, other.id]

    def all_of_it() -> list[list[str]]:
        asked = [number, "fire", "toner", "groesse", "zoe", "fire toner", "nothing"]
        return [numbers(query) for query in asked] + [numbers(query, also_internal=False) for query in ("toner", "groesse")]

    expected = [["Printer on fire"]] * 6 + [[], [], ["Printer on fire"]]
    with unit_of_work():
        assert all_of_it() == expected
        fulltext.clear()
        assert all_of_it() == [[]] * 9
        put_tickets(ids)
        assert all_of_it() == expected
    fulltext.rebuild()
    with unit_of_work():
        assert all_of_it() == expected


@pytest.mark.usefixtures("process", "work")
def test_a_merged_ticket_hands_on_what_it_is_found_by():
    a_state("merged", StateType.MERGED)
    source, target = a_ticket("Source"), a_ticket("Target")
    source.add_article(note("toner"), actor=SYSTEM)
    settling.settle()
    source.merge_into(target, actor=SYSTEM)
    settling.settle()
    assert numbers("toner") == ["Target"]


@pytest.mark.usefixtures("process", "work")
def test_what_was_undone_is_not_found():
    ticket = a_ticket("Printer")
    ticket.add_article(note("toner"), actor=SYSTEM)
    with pytest.raises(RuntimeError), settling.undoable():
        ticket.add_article(note("drum"), actor=SYSTEM)
        raise RuntimeError
    ticket.add_article(note("paper"), actor=SYSTEM)
    settling.settle()
    assert [numbers(word) for word in ("toner", "drum", "paper")] == [["Printer"], [], ["Printer"]]


@pytest.mark.usefixtures("process", "work")
def test_an_article_costs_the_same_however_many_there_are():
    ticket = a_ticket()
    costs = []
    for body in (f"body {number}" for number in range(6)):
        sent: list[str] = []
        listen = lambda *arguments, sent=sent: sent.append(arguments[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        ticket.add_article(note(body), actor=SYSTEM)
        settling.settle()
        event.remove(db.engine, "before_cursor_execute", listen)
        costs.append(len(sent))
    assert len(set(costs[1:])) == 1
    assert costs[1] <= 8
