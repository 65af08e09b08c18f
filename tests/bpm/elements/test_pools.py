"""Several pools with message flows (BPMN 9, 10.7): further outermost scopes of the same instance."""

from tests.bpm.elements.playing import complete, expect, played


def test_pools_begin_by_themselves_or_by_message_and_the_instance_ends_with_the_last():
    player = played("pools")
    expect(player.line(), "start start-work work watching watching-noted noted", open="work", waiting="noted")
    line = complete(player, "work")
    expect(line, "work-orders orders orders-hears hears noted-look look ordered ordered-pack pack", open="look pack", waiting="hears")
    assert line["effects"] == []  # a flow to a pool without a process is documentation
    expect(complete(player, "pack"), "pack-answers answers hears-after after", open="look after")
    expect(complete(player, "after"), "after-end end", open="look")
    expect(complete(player, "look"), "look-seen seen")


def test_each_pool_has_variables_of_its_own():
    player = played("pools")
    complete(player, "work", amount=4)
    assert [scope.data for scope in player.running.scopes] == [{"amount": 4}, {}, {"pieces": 12}]


def test_a_message_flow_names_its_receiver_and_another_message_of_that_name_does_not():
    player = played("pools")
    expect(player.step({"message": "answer"}), "", open="work", waiting="noted")
    expect(player.step({"message": "order"}), "noted-look look", open="work look")
