"""Escalation end event (BPMN 10.5.3)."""

from tests.bpm.elements.playing import complete, expect, played


def test_it_is_heard_at_the_border_and_only_its_own_token_ends():
    player = played("escalation_end_event")
    expect(player.line(), "start start-part part begin begin-split split split-a a split-b b", open="a b")
    expect(complete(player, "a"), "a-escalates escalates heard heard-look look", open="b look")
    expect(complete(player, "b"), "b-finish finish part-after after", open="look after")


def test_the_last_token_of_the_subprocess_ends_it_after_it_was_heard():
    player = played("escalation_end_event")
    complete(player, "b")
    expect(complete(player, "a"), "a-escalates escalates part-after after heard heard-look look", open="after look")


def test_unheard_it_ends_like_any_other():
    player = played("escalation_end_event_unheard")
    expect(complete(player, "a"), "a-escalates escalates", open="b")
    expect(complete(player, "b"), "b-end end")
