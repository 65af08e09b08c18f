"""Multi-instance, sequential (BPMN 10.3.7, 13.3.7): one iteration after the other."""

from tests.bpm.elements.playing import complete, expect, played

ROUND = "each begin begin-greet greet greet-mark mark"


def test_the_next_begins_when_one_has_ended_until_the_completion_condition_holds():
    player = played("multi_instance_sequential")
    expect(player.line(), "start start-vote vote", open="vote@0")
    expect(complete(player, "vote"), "vote", open="vote@1")
    expect(complete(player, "vote"), "vote-after after", open="after")


def test_the_number_is_asked_once():
    player = played("multi_instance_sequential", given={"count": 1})
    expect(complete(player, "vote", count=3), "vote-after after", open="after")


def test_each_iteration_sees_its_item_and_gives_its_result():
    player = played("multi_instance_sequential_collection", given={"people": ["ann", "bob"]})
    line = player.line()
    expect(line, f"start start-each {ROUND}", open="mark@0")
    assert (line["ticket"]["title"], line["open"][0]["in"]) == ("ann is 1 of 2", ["each"])
    line = complete(player, "mark", grade=3)
    expect(line, f"mark-finish finish {ROUND}", open="mark@1")
    assert line["ticket"]["title"] == "bob is 2 of 2"
    line = complete(player, "mark", grade=1)
    expect(line, "mark-finish finish each-after after", open="after")
    assert line["variables"] == {"people": ["ann", "bob"], "grades": [3, 1]}


def test_an_error_in_one_iteration_ends_all():
    player = played("multi_instance_sequential_error")
    expect(complete(player, "work"), "work-which which which-finish finish each begin begin-work work", open="work@1")
    expect(complete(player, "work", queue="Broken"), "work-which which which-breaks breaks caught caught-mend mend", open="mend")
