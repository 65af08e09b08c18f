"""Manual task (BPMN 10.3.3): waits for a person, like a user task."""

from tests.bpm.elements.playing import complete, expect, expect_refused, played


def test_it_waits_for_a_person():
    player = played("manual_task")
    expect(player.line(), "start start-carry carry", open="carry")
    assert player.line()["open"][0]["type"] == "manualTask"
    expect(player.step({"advance": "P1Y"}), "", open="carry")
    expect(complete(player, "Carry it over"), "carry-end end")
    expect_refused(complete(player, "carry"), "not open")
