"""Signal start event (BPMN 10.5.2)."""

import pytest

from tests.bpm.elements.playing import expect, played


@pytest.mark.parametrize("named", ["the alarm", "alarm"], ids=["by name", "by id"])
def test_its_signal_begins_the_process_once(named):
    player = played("signal_start_event")
    expect(player.line(), "", waiting="raised asked")
    expect(player.step({"signal": named}), "raised raised-work work", open="work")
    expect(player.step({"signal": named}), "", open="work")


def test_another_signal_begins_nothing():
    player = played("signal_start_event")
    expect(player.step({"signal": "question"}), "", waiting="raised asked")
