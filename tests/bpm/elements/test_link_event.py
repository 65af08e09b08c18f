"""Link events (BPMN 10.5.1): on at the catch of the same name in the same scope; several throws share it."""

from tests.bpm.elements.playing import complete, expect, played

LANDS = "lands lands-part part begin begin-hop hop arrives arrives-inside inside"


def test_each_throw_goes_on_at_the_catch_of_its_scope():
    player = played("link_event")
    expect(player.line(), "start start-fork fork fork-a a fork-b b", open="a b")
    expect(complete(player, "b"), f"b-leap leap {LANDS}", open="a inside")
    expect(complete(player, "a"), f"a-jump jump {LANDS}", open="inside inside")
    expect(complete(player, "inside"), "inside-finish finish part-end end", open="inside")
    expect(complete(player, "inside"), "inside-finish finish part-end end")
