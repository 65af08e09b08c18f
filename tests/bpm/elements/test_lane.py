"""Lanes (BPMN 10.8): who may do an activity is said by its innermost lane, unless it says so itself."""

from bpm.model import May
from bpm.specs.activity import Activity
from tests.bpm.elements.playing import complete, expect, played


def test_the_innermost_lane_says_who_may():
    player = played("lane")
    expect(player.line(), "start start-a a", open="a")
    may = {name: node.may for name, node in player.model.main.nodes.items() if isinstance(node, Activity)}
    assert may == {
        "a": (May(group="office"),),
        "b": (May(customer="ticket"),),
        "c": (May(role="boss"), May(agent="ticket.owner")),
    }
    expect(complete(player, "a"), "a-b b", open="b")
