"""Parallel gateway (BPMN 13.4.1): all ways out; one token over each way in."""

from itertools import permutations

import pytest

from tests.bpm.elements.playing import complete, expect, played


@pytest.mark.parametrize("order", list(permutations("abc")), ids="".join)
def test_all_are_begun_in_order_and_joined_in_any(order):
    player = played("parallel_gateway")
    expect(player.line(), "start start-fork fork fork-a a fork-b b fork-c c", open="a b c")
    first, second, third = order
    expect(complete(player, first), f"{first}-join join", open=" ".join(sorted({second, third})))
    expect(complete(player, second), f"{second}-join join", open=third)
    expect(complete(player, third), f"{third}-join join join-after after", open="after")
    expect(complete(player, "after"), "after-end end")


def test_two_tokens_over_one_flow_do_not_join_and_the_second_waits_for_another():
    player = played("parallel_gateway_two_over_one_flow")
    expect(complete(player, "a"), "a-merged merged merged-join join", open="b c")
    expect(complete(player, "b"), "b-merged merged merged-join join", open="c")
    expect(complete(player, "c"), "c-join join join-after after", open="after")
    expect(complete(player, "after"), "after-end end", done=False)


def test_conditions_are_not_asked():
    player = played("parallel_gateway_conditions", adapted="fork-a")
    expect(player.line(), "start start-fork fork fork-a a fork-b b", open="a b")
