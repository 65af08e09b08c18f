"""Multi-instance, parallel (BPMN 10.3.7, 13.3.7): all iterations at once."""

import pytest

from tests.bpm.elements.playing import complete, expect, expect_incident, expect_refused, played


def test_all_iterations_are_open_and_the_completion_condition_ends_the_rest():
    player = played("multi_instance_parallel")
    expect(player.line(), "start start-vote vote vote vote", open="vote@0 vote@1 vote@2", waiting="late")
    expect(complete(player, "vote", at=2), "", open="vote@0 vote@1", waiting="late")
    expect_refused(complete(player, "vote", at=2), "no open iteration 2")
    expect(complete(player, "vote"), "vote-after after", open="after")


def test_its_boundary_event_is_armed_once_and_cancels_all():
    player = played("multi_instance_parallel")
    complete(player, "vote", at=1)
    expect(player.step({"advance": "PT1H"}), "late late-chase chase", open="chase")


@pytest.mark.parametrize("count", [0, -2])
def test_no_iteration_at_all_passes_unrecorded(count):
    expect(played("multi_instance_parallel", given={"count": count}).line(), "start start-vote vote-after after", open="after")


@pytest.mark.parametrize("count, message", [(1001, "1,001"), (None, "no whole number")])
def test_a_number_that_is_none_or_too_large_is_an_incident(count, message):
    expect_incident(played("multi_instance_parallel", given={"count": count}).line(), "vote", message)


def test_results_are_collected_in_the_order_of_the_collection():
    player = played("multi_instance_parallel_collection", given={"people": ["ann", "bob", "cid"]})
    expect(player.line(), "start start-ask ask ask ask", open="ask@0 ask@1 ask@2")
    complete(player, "ask", at=2, vote="yes")
    complete(player, "ask", at=0, vote="no")
    line = complete(player, "ask", at=1)
    expect(line, "ask-after after", open="after")
    assert line["variables"] == {"people": ["ann", "bob", "cid"], "votes": ["no", None, "yes"]}


def test_an_empty_collection_passes_and_none_is_an_incident():
    expect(played("multi_instance_parallel_collection", given={"people": []}).line(), "start start-ask ask-after after", open="after")
    expect_incident(played("multi_instance_parallel_collection").line(), "ask", "people")


def test_iterations_of_a_subprocess_have_variables_of_their_own_and_may_loop_inside():
    player = played("multi_instance_parallel_subprocess")
    begun = "outer begin begin-inner inner inner"
    line = player.line()
    expect(line, f"start start-outer {begun} {begun}", open="inner@0 inner@1 inner@0 inner@1")
    assert [each["in"] for each in line["open"]] == [["outer"]] * 4
    expect(complete(player, "inner"), "", open="inner@1 inner@0 inner@1")
    expect(complete(player, "inner"), "inner-add add add-finish finish", open="inner@0 inner@1")
    expect(complete(player, "inner"), "", open="inner@1")
    line = complete(player, "inner")
    expect(line, "inner-add add add-finish finish outer-after after", open="after")
    assert line["variables"] == {"sums": [10, 21]}
