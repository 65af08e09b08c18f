"""Call activity (BPMN 10.3.6): another process, in this file or another; its variables are its own."""

import pytest

from tests.bpm.elements.playing import complete, expect, expect_incident, expect_refused, normalised, played, read


def test_values_go_in_and_come_out_by_name_and_nothing_else_is_shared():
    player = played("call_activity", adapted="called")
    line = player.line()
    expect(line, "start start-here here begin begin-work work", open="work")
    assert line["open"][0]["in"] == ["here"]
    assert [scope.data for scope in player.running.scopes] == [{"amount": 3, "hidden": "mine"}, {"amount": 4}]
    line = complete(player, "work", answer=5, hidden="theirs", queue="Second")
    expect(line, "work-finish finish here-end end")
    assert line["variables"] == {"amount": 3, "hidden": "mine", "result": 50}
    assert line["ticket"]["queue"] == "Second"


def test_what_cannot_be_passed_back_is_an_incident():
    player = played("call_activity", adapted="called")
    expect_incident(complete(player, "work"), "here", "answer", open="work")
    expect(complete(player, "work", answer=1), "work-finish finish here-end end")


def test_the_called_process_may_stand_in_another_file():
    player = played("call_activity_elsewhere", others=("call_activity_other",))
    expect(player.line(), "start start-there there begin begin-work work", open="work")
    expect(complete(player, "work"), "work-finish finish there-after after", open="after")
    expect(complete(player, "after"), "after-end end")


def test_a_process_that_is_in_none_of_the_files_is_refused_by_name():
    (report,) = read("call_activity_elsewhere")
    assert not report.deployable
    assert [(each.id, each.telling[0].rule) for each in report.elements if each.verdict == "refused"] == [("there", "call-missing")]


@pytest.mark.parametrize("alone", ["call_activity_other"])
def test_a_called_process_can_be_played_alone(alone):
    assert normalised(alone)
    player = played(alone)
    expect(player.line(), "begin begin-work work", open="work")
    expect_refused(complete(player, "there"), "not open")
