"""None end event (BPMN 10.5.3): consumes one token; the process is finished when none is left."""

from tests.bpm.elements.playing import complete, expect, expect_refused, played


def test_the_process_ends_with_its_last_token():
    player = played("none_end_event")
    expect(player.line(), "start start-fork fork fork-a a fork-b b", open="a b")
    expect(complete(player, "b"), "b-second second", open="a")
    expect(complete(player, "a"), "a-first first")


def test_afterwards_nothing_is_possible():
    player = played("none_end_event")
    complete(player, "a")
    complete(player, "b")
    expect_refused(complete(player, "a"), "not open")
    expect(player.step({"signal": "any"}), "")
    expect(player.step({"advance": "P1D"}), "")
