"""Compensation boundary event (BPMN 10.7, 13.5.5): leads to the handler of a completed activity."""

from tests.bpm.elements.playing import complete, expect, played


def test_a_completed_subprocess_is_undone_from_inside_with_the_variables_it_had():
    player = played("compensation_boundary_event")
    expect(player.line(), "start start-one one", open="one")
    expect(complete(player, "one"), "one-part part begin begin-two two", open="two")
    expect(complete(player, "two"), "two-three three three-finish finish part-ask ask", open="ask")
    line = complete(player, "ask")
    expect(line, "ask-undoes undoes un_three undo_three un_two undo_two un_one undo_one", open="undo_one")
    assert (line["ticket"]["queue"], line["variables"]) == ("Second", {"note": "changed"})
    expect(complete(player, "undo_one"), "undoes-after after", open="after")


def test_what_has_not_completed_is_not_undone():
    player = played("compensation_boundary_event")
    complete(player, "one")
    expect(player.step({"advance": "P1D"}), "", open="two")


def test_a_subprocess_with_a_handler_of_its_own_is_undone_by_that():
    player = played("compensation_boundary_event_on_subprocess")
    expect(complete(player, "two"), "two-finish finish part-undoes undoes un_part undo_part", open="undo_part")
    expect(complete(player, "undo_part"), "undoes-after after", open="after")


def test_each_iteration_is_undone_for_itself():
    player = played("compensation_boundary_event_iterations")
    expect(player.line(), "start start-each each", open="each@0")
    expect(complete(player, "each"), "each", open="each@1")
    line = complete(player, "each")
    expect(line, "each-undoes undoes un_each undo_each un_each undo_each undoes-end end")
    assert line["ticket"]["title"] == "--"
