"""Signal throw event (BPMN 10.5.4): everyone who waits at that moment, in order of arming, after the thrower has moved."""

from tests.bpm.elements.playing import complete, expect, played


def test_the_thrower_goes_on_first():
    player = played("signal_throw_event")
    expect(player.line(), "start start-fork fork fork-two two fork-one one fork-a a", open="a", waiting="two one")
    expect(complete(player, "a"), "a-calls calls calls-b b two-c c one-c c", open="b c c")


def test_with_nobody_waiting_it_goes_on():
    player = played("signal_throw_event")
    expect(player.step({"signal": "go"}), "two-c c one-c c", open="a c c")
    expect(complete(player, "a"), "a-calls calls calls-b b", open="c c b")
