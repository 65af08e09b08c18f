"""Message catch event (BPMN 10.5.4): one message is for exactly one of them."""

import pytest

from tests.bpm.elements.playing import complete, expect, expect_refused, played


@pytest.mark.parametrize("named", ["the ping", "ping"], ids=["by name", "by id"])
def test_the_one_that_has_waited_longest_gets_it(named):
    player = played("message_catch_event")
    expect(player.line(), "start start-fork fork fork-one one fork-two two fork-ready ready", open="ready", waiting="one two")
    expect(player.step({"message": named}), "one-end end", open="ready", waiting="two")
    expect(complete(player, "ready"), "ready-three three", waiting="two three")
    expect(player.step({"message": named, "data": {"amount": 1}}), "two-end end", waiting="three")
    line = player.step({"message": named, "data": {"amount": 4}})
    expect(line, "three-end end")
    assert line["variables"] == {"amount": 4}


def test_messages_nobody_waits_for_are_kept_in_order():
    player = played("message_catch_event")
    for amount in (1, 2, 3, 4):
        player.step({"message": "the ping", "data": {"amount": amount}})
    expect(player.step({"message": "another"}), "", open="ready")
    line = complete(player, "ready")
    expect(line, "ready-three three three-end end")
    assert line["variables"] == {"amount": 3}


def test_a_person_cannot_complete_it():
    expect_refused(complete(played("message_catch_event"), "one"), "not open")
