"""Timer boundary event (BPMN 10.5.4): armed while its activity is active; one that does not interrupt fires as often as its cycle says."""

from tests.bpm.elements.playing import complete, expect, played

REMINDED = "reminded reminded-remind remind"


def test_both_are_armed_with_the_activity():
    line = played("timer_boundary_event").line()
    expect(line, "start start-work work", open="work", waiting="reminded late")
    assert line["waiting"] == [
        {"id": "reminded", "type": "boundaryEvent", "for": "2026-01-05T10:00:00Z"},
        {"id": "late", "type": "boundaryEvent", "for": "2026-01-06T09:00:00Z"},
    ]


def test_a_cycle_fires_as_often_as_it_says_and_no_more():
    player = played("timer_boundary_event")
    expect(player.step({"advance": "PT1H"}), REMINDED, open="work remind", waiting="reminded late")
    assert player.line()["waiting"][0]["for"] == "2026-01-05T11:00:00Z"
    expect(player.step({"advance": "PT2H"}), f"{REMINDED} {REMINDED}", open="work remind remind remind", waiting="late")
    expect(player.step({"advance": "PT20H"}), "", open="work remind remind remind", waiting="late")


def test_an_interrupting_one_cancels_the_activity_and_what_is_armed_at_it():
    player = played("timer_boundary_event")
    expect(player.step({"advance": "P1D"}), " ".join([REMINDED] * 3 + ["late late-chase chase"]), open="remind remind remind chase")
    expect(player.step({"advance": "P1D"}), "", open="remind remind remind chase")
    expect(complete(player, "chase"), "chase-end end", open="remind remind remind")


def test_with_the_activity_its_timers_are_gone():
    player = played("timer_boundary_event")
    player.step({"advance": "PT1H"})
    expect(complete(player, "work"), "work-end end", open="remind")
    expect(player.step({"advance": "P1Y"}), "", open="remind")


def test_on_a_subprocess_everything_inside_is_cancelled():
    player = played("timer_boundary_event_on_subprocess")
    way = "start start-part part begin begin-split split split-a a split-waits waits"
    expect(player.line(), way, open="a", waiting="once late waits")
    expect(player.step({"advance": "PT1H"}), "once once-note note", open="a note", waiting="late waits")
    expect(player.step({"advance": "PT1H"}), "late late-chase chase", open="note chase")
    expect(player.step({"advance": "P1D"}), "", open="note chase")
