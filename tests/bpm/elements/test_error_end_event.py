"""Error end event (BPMN 10.5.3): nobody catches it, so it ends the instance. Those that are caught: test_error_boundary_event.py."""

from tests.bpm.elements.playing import complete, expect, played


def test_an_error_nobody_catches_ends_the_instance():
    player = played("error_end_event")
    expect(complete(player, "a"), "a-fails fails")
    assert player.running.ended_with == "E7"


def test_without_the_error_there_is_none():
    player = played("error_end_event")
    expect(complete(player, "b"), "b-end end", open="a")
    assert player.running.ended_with is None
