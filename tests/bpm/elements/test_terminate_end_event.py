"""Terminate end event (BPMN 10.5.3): takes all tokens of its scope away, and of no other."""

from tests.bpm.elements.playing import complete, expect, played


def test_in_a_subprocess_only_that_is_ended_and_left_as_usual():
    player = played("terminate_end_event")
    way = "start start-fork fork fork-outside outside fork-part part begin begin-split split split-a a split-b b"
    expect(player.line(), way, open="outside a b")
    expect(complete(player, "a"), "a-stops stops part-after after", open="outside after")


def test_in_the_process_the_instance_is_ended():
    player = played("terminate_end_event")
    complete(player, "a")
    expect(complete(player, "after"), "after-all all")


def test_another_end_event_of_the_subprocess_ends_nothing_else():
    player = played("terminate_end_event")
    expect(complete(player, "b"), "b-finish finish", open="outside a")
