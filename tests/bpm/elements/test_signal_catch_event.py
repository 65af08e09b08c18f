"""Signal catch event (BPMN 10.5.4): a signal before it waits is lost."""

import pytest

from tests.bpm.elements.playing import complete, expect, played


@pytest.mark.parametrize("named", ["the go", "go"], ids=["by name", "by id"])
def test_only_what_comes_while_it_waits_counts(named):
    player = played("signal_catch_event")
    expect(player.step({"signal": named}), "", open="first")
    expect(complete(player, "first"), "first-waits waits", waiting="waits")
    expect(player.step({"signal": "another"}), "", waiting="waits")
    expect(player.step({"message": named}), "", waiting="waits")
    line = player.step({"signal": named, "data": {"amount": 4}})
    expect(line, "waits-end end")
    assert line["variables"] == {"amount": 4}
