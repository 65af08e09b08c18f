"""Cancel boundary event (BPMN 10.3.6): how a cancelled transaction is left."""

import pytest

from tests.bpm.elements.playing import complete, expect, played


@pytest.mark.parametrize(
    "stops, way, then",
    [
        (True, "a-which which which-cancels cancels cancelled cancelled-told told", "told"),
        (False, "a-which which which-finish finish deal-after after", "after"),
    ],
    ids=["cancelled", "completed"],
)
def test_a_transaction_is_left_by_it_or_as_usual(stops, way, then):
    player = played("cancel_boundary_event", given={"stops": stops})
    expect(player.line(), "start start-deal deal begin begin-a a", open="a")
    expect(complete(player, "a"), way, open=then)


def test_without_one_the_token_is_consumed():
    player = played("cancel_boundary_event_missing")
    expect(player.line(), "start start-fork fork fork-deal deal begin begin-a a fork-beside beside", open="a beside")
    expect(complete(player, "a"), "a-cancels cancels", open="beside")
    expect(complete(player, "beside"), "beside-end end")
