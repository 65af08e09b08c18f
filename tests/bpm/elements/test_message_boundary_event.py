"""Message boundary event (BPMN 10.5.4)."""

from tests.bpm.elements.playing import complete, expect, played


def test_one_that_does_not_interrupt_fires_for_every_message():
    player = played("message_boundary_event")
    expect(player.line(), "start start-work work", open="work", waiting="told stopped")
    line = player.step({"message": "the news", "data": {"word": "one"}})
    expect(line, "told told-note note", open="work note", waiting="told stopped")
    line = player.step({"message": "news", "data": {"word": "two"}})
    expect(line, "told told-note note", open="work note note", waiting="told stopped")
    assert line["variables"] == {"text": "got two"}


def test_an_interrupting_one_cancels_the_activity():
    player = played("message_boundary_event")
    expect(player.step({"message": "stop"}), "stopped stopped-clear clear", open="clear")
    expect(player.step({"message": "stop"}), "", open="clear")


def test_with_the_activity_they_are_gone():
    player = played("message_boundary_event")
    expect(complete(player, "work"), "work-end end")
    expect(player.step({"message": "the news"}), "")
