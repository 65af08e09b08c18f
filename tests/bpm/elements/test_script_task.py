"""Script task (BPMN 10.3.3.1): assignments, nothing else."""

from decimal import Decimal

from tests.bpm.elements.playing import complete, expect, expect_incident, played


def test_assignments_are_made_in_order():
    player = played("script_task")
    line = complete(player, "ask")
    expect(line, "ask-work work work-end end")
    assert line["variables"] == {"amount": 4, "total": 4.5, "text": "for Raw"}
    assert line["ticket"]["size"] == 4
    assert player.running.data["total"] == Decimal("4.5")


def test_an_assignment_that_cannot_be_made_undoes_the_step():
    player = played("script_task")
    line = complete(player, "ask", amount=10)
    expect_incident(line, "work", "line 3", open="ask")
    assert line["variables"] == {"amount": 3}
    expect(complete(player, "ask", amount=9), "ask-work work work-end end")
