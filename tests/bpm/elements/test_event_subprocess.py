"""Event subprocess (BPMN 10.3.5, 13.5.4): armed while the scope around it lives; each trigger, interrupting or not."""

import pytest

from tests.bpm.elements.playing import complete, expect, expect_incident, played

ARMED = "m_start t_start s_start c_start"
TRIGGERS = [
    ({"message": "ping", "data": {"word": "x"}}, "message", "m"),
    ({"advance": "PT1H"}, "timer", "t"),
    ({"signal": "alarm"}, "signal", "s"),
    ({"set": {"size": 11}}, "condition", "c"),
]


def began(kind: str, letter: str) -> str:
    return f"on_{kind} {letter}_start {letter}_start-{letter}_work {letter}_work"


def test_events_somebody_outside_can_bring_are_awaited():
    line = played("event_subprocess").line()
    expect(line, "start start-work work", open="work", waiting=ARMED)
    assert [(each["type"], each["for"]) for each in line["waiting"]] == [
        ("startEvent", "ping"),
        ("startEvent", "2026-01-05T10:00:00Z"),
        ("startEvent", "alarm"),
        ("startEvent", "size > 10"),
    ]


@pytest.mark.parametrize("step, kind, letter", TRIGGERS, ids=[kind for _, kind, _ in TRIGGERS])
def test_one_that_does_not_interrupt_runs_beside_the_rest_and_may_fire_again(step, kind, letter):
    player = played("event_subprocess")
    line = player.step(step)
    expect(line, began(kind, letter), open=f"work {letter}_work", waiting=ARMED)
    assert line["open"][1]["in"] == [f"on_{kind}"]
    player.step({"set": {"size": 1}})
    left = ARMED.replace("t_start ", "") if kind == "timer" else ARMED
    expect(player.step(step), began(kind, letter), open=f"work {letter}_work {letter}_work", waiting=left)
    expect(complete(player, f"{letter}_work"), f"{letter}_work-{letter}_end {letter}_end", open=f"work {letter}_work", waiting=left)


def test_a_message_brings_its_values():
    player = played("event_subprocess")
    assert player.step({"message": "ping", "data": {"word": "hello"}})["variables"] == {"way": "hello"}
    expect_incident(player.step({"message": "ping"}), "m_start", "word", open="work m_work", waiting=ARMED)


def test_an_escalation_is_heard_after_its_thrower_has_gone_on():
    player = played("event_subprocess")
    way = f"work-which which which-escalates escalates escalates-after after {began('escalation', 'e')}"
    expect(complete(player, "work", way="late"), way, open="after e_work", waiting=ARMED)


def test_an_error_ends_everything_else_in_the_scope_and_nothing_in_it_can_fire_any_more():
    player = played("event_subprocess")
    player.step({"signal": "alarm"})
    way = f"work-which which which-fails fails {began('error', 'x')}"
    expect(complete(player, "work", way="broken"), way, open="x_work")
    expect(player.step({"signal": "alarm"}), "", open="x_work")
    expect(complete(player, "x_work"), "x_work-x_end x_end")


def test_it_keeps_its_scope_alive_and_is_over_with_it():
    player = played("event_subprocess")
    player.step({"signal": "alarm"})
    expect(complete(player, "work"), "work-which which which-after after", open="s_work after", waiting=ARMED)
    expect(complete(player, "after"), "after-end end", open="s_work", waiting=ARMED)
    expect(complete(player, "s_work"), "s_work-s_end s_end")
    expect(player.step({"signal": "alarm"}), "")


@pytest.mark.parametrize(
    "step, kind, letter",
    [({"message": "knock"}, "message", "m"), *TRIGGERS[1:], ({"complete": "a"}, "escalation", "e")],
    ids=["message", "timer", "signal", "condition", "escalation"],
)
def test_an_interrupting_one_ends_everything_else_in_its_scope_only(step, kind, letter):
    player = played("event_subprocess_interrupting")
    way = "start start-part part begin begin-split split split-a a split-b b"
    expect(player.line(), way, open="a b", waiting=f"told {ARMED}")
    thrown = "a-calls calls " if kind == "escalation" else ""
    expect(player.step(step), thrown + began(kind, letter), open=f"{letter}_work", waiting="told")
    expect(player.step({"signal": "alarm"}), "", open=f"{letter}_work", waiting="told")
    expect(complete(player, f"{letter}_work"), f"{letter}_work-{letter}_end {letter}_end part-after after", open="after")


def test_the_boundary_of_its_subprocess_cancels_it():
    player = played("event_subprocess_interrupting")
    player.step({"signal": "alarm"})
    expect(player.step({"message": "ping"}), "told told-clear clear", open="clear")


def test_what_it_throws_it_does_not_catch_itself():
    player = played("event_subprocess_throwing")
    expect(complete(player, "a"), f"a-fails fails {began('error', 'x')}", open="x_work")
    expect(complete(player, "x_work"), "x_work-x_fails x_fails caught caught-mend mend", open="mend")


def test_one_for_compensation_undoes_a_completed_subprocess():
    player = played("event_subprocess_compensation")
    expect(player.line(), "start start-part part begin begin-book book", open="book")
    expect(complete(player, "book"), "book-finish finish part-ask ask", open="ask")
    way = "ask-undoes undoes on_compensation c_start c_start-c_before c_before"
    expect(complete(player, "ask"), way, open="c_before")
    expect(complete(player, "c_before"), "c_before-c_undoes c_undoes un_book undo_book", open="undo_book")
    expect(complete(player, "undo_book"), "c_undoes-c_after c_after", open="c_after")
    expect(complete(player, "c_after"), "c_after-c_end c_end undoes-end end")
