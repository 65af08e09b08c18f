"""Events with several triggers (BPMN 10.5.1): the first decides, or with `parallelMultiple` all are needed."""

from tests.bpm.elements.playing import complete, expect, played


def test_the_first_trigger_is_enough():
    player = played("multiple_event")
    expect(complete(player, "work"), "work-waits waits", waiting="waits waits")
    expect(player.step({"advance": "PT1H"}), "waits-waits_for_all waits_for_all", waiting="waits_for_all waits_for_all")


def test_all_triggers_are_needed_in_any_order():
    player = played("multiple_event")
    complete(player, "work")
    expect(player.step({"message": "ping"}), "waits-waits_for_all waits_for_all", waiting="waits_for_all waits_for_all")
    expect(player.step({"signal": "alarm"}), "", waiting="waits_for_all")
    expect(player.step({"signal": "alarm"}), "", waiting="waits_for_all")
    expect(player.step({"message": "ping"}), "waits_for_all-end end")
