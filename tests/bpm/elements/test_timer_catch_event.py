"""Timer catch event (BPMN 10.5.4): each kind of timer text; the clock moves only when told to."""

from tests.bpm.elements.playing import expect, expect_refused, played

DUE = {
    "span": "2026-01-05T10:30:00Z",
    "day": "2026-01-06T08:00:00Z",
    "field": None,
    "working": "2026-01-07T09:00:00Z",
    "cron": "2026-01-06T08:30:00Z",
    "cycle": "2026-01-05T11:00:00Z",
}


def test_each_is_due_as_its_text_says():
    line = played("timer_catch_event").line()
    assert {each["id"]: each["for"] for each in line["waiting"]} == DUE
    assert [each["id"] for each in line["waiting"]] == list(DUE)


def test_the_clock_goes_to_each_in_turn():
    player = played("timer_catch_event")
    expect(player.step({"advance": "PT89M"}), "", waiting="span day field working cron cycle")
    expect(player.step({"advance": "PT31M"}), "span-end end cycle-end end", waiting="day field working cron")


def test_a_field_that_changes_changes_the_time_and_ties_go_in_order_of_arming():
    player = played("timer_catch_event")
    line = player.step({"set": {"due_on": "2026-01-06T08:00"}})
    assert {each["id"]: each["for"] for each in line["waiting"]} == DUE | {"field": "2026-01-06T08:00:00Z"}
    way = "span-end end cycle-end end day-end end field-end end cron-end end"
    expect(player.step({"until": "2026-01-06T08:30Z"}), way, waiting="working")
    expect(player.step({"advance": "P1D"}), "", waiting="working")
    expect(player.step({"advance": "PT30M"}), "working-end end")


def test_a_field_without_value_is_never_due():
    player = played("timer_catch_event")
    player.step({"advance": "P10Y"})
    expect(player.step({"set": {"due_on": None}}), "", waiting="field")
    expect(player.step({"set": {"due_on": "2020-01-01T00:00"}}), "", waiting="field")
    expect(player.step({"advance": "PT0S"}), "field-end end")


def test_the_clock_does_not_go_back():
    player = played("timer_catch_event")
    expect_refused(player.step({"until": "2026-01-05T08:59Z"}), "does not go back")
    expect_refused(player.step({"advance": "soon"}), "soon")
    expect_refused(player.step({"advance": "R3/PT1H"}), "no duration")
