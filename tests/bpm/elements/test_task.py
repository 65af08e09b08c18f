"""Plain task (BPMN 10.3): passes; and the flows that leave any activity (13.3.1)."""

import pytest

from tests.bpm.elements.playing import complete, expect, played


def test_a_plain_task_passes():
    expect(played("task", adapted="look").line(), "start start-look look look-end end")


@pytest.mark.parametrize("amount, second", [(11, "much"), (10, "other")], ids=["condition", "default"])
def test_an_activity_leaves_by_every_flow_that_holds(amount, second):
    player = played("task_implicit_fork", adapted="look", given={"amount": amount})
    expect(player.line(), f"start start-look look look-always always look-{second} {second}", open=f"always {second}")
    expect(complete(player, second), f"{second}-end end", open="always")
    expect(complete(player, "always"), "always-end end")
