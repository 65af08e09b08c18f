"""Compensation end event (BPMN 10.5.3, 10.7): ends when all has been undone."""

from tests.bpm.elements.playing import complete, expect, played


def test_it_ends_when_the_handler_has_ended():
    player = played("compensation_end_event")
    expect(player.line(), "start start-book book", open="book")
    expect(complete(player, "book"), "book-undoes undoes unbooked unbook", open="unbook")
    expect(complete(player, "unbook"), "")
