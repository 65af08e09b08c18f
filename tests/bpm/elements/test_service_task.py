"""Service task (BPMN 10.3.3.1): its transition actions, in order."""

import pytest

from tests.bpm.elements.playing import complete, expect, expect_incident, expect_refused, played


def test_actions_run_in_order_and_see_what_those_before_them_did():
    line = played("service_task").line()
    expect(line, "start start-set set set-end end")
    ticket = line["ticket"]
    assert (ticket["queue"], ticket["title"], ticket["state"]) == ("Second", "3 pieces for Second", "pending")
    assert ticket["pending_until"] == "2026-01-05T10:00:00Z"
    assert [(each["action"], each["outside"]) for each in line["effects"]] == [
        ("ticket-queue-set", False),
        ("ticket-title-set", False),
        ("ticket-state-set", False),
        ("notify", True),
    ]
    assert line["effects"][3] == {
        "action": "notify", "element": "set", "params": {"to": "Second", "subject": "Done"}, "outside": True,
    }  # fmt: skip


def test_a_failed_action_undoes_the_step_with_what_was_done_before_it():
    player = played("service_task_failing")
    line = complete(player, "ask", policy="incident")
    expect_incident(line, "stops", "above 10", open="ask")
    assert (line["ticket"]["queue"], line["variables"], line["effects"]) == ("Raw", {}, [])


def test_a_failed_action_may_be_passed_over():
    line = complete(played("service_task_failing"), "ask", policy="continue")
    expect(line, "ask-which which which-passes passes passes-end end")
    assert (line["ticket"]["queue"], line["ticket"]["size"]) == ("Third", None)


def test_a_failed_action_may_throw_an_error_and_those_behind_it_do_not_run():
    player = played("service_task_failing")
    line = complete(player, "ask", policy="boundary")
    expect(line, "ask-which which which-throws throws failed failed-mend mend", open="mend")
    assert line["ticket"]["queue"] == "Raw"


def test_an_action_that_waits_keeps_the_token_until_its_reply():
    player = played("service_task_waiting")
    line = player.line()
    expect(line, "start start-buy buy", waiting="buy late")
    assert {each["id"]: each["for"] for each in line["waiting"]} == {"buy": "webhook", "late": "2026-01-05T10:00:00Z"}
    line = player.step({"reply": "buy", "data": {"order_number": "A7", "unheard_of": 1}})
    expect(line, "", waiting="buy late")
    assert ([each["action"] for each in line["effects"]], line["ticket"]["title"]) == (["ticket-title-set", "webhook"], "Order A7")
    expect(player.step({"reply": "buy"}), "buy-end end")
    expect_refused(player.step({"reply": "buy"}), "waits")


def test_its_boundary_event_takes_the_token_away_while_an_action_waits():
    player = played("service_task_waiting")
    expect(player.step({"advance": "PT1H"}), "late late-chase chase", open="chase")
    expect_refused(player.step({"reply": "buy"}), "waits")


def test_it_waits_once_for_each_action_that_waits():
    player = played("service_task_waiting_in_vain")
    expect(player.step({"reply": "buy"}), "", waiting="buy")
    expect(player.step({"reply": "buy"}), "", waiting="buy")
    expect(player.step({"reply": "buy"}), "buy-end end", done=True)


@pytest.mark.parametrize("step", [{"complete": "buy"}, {"reply": "late"}], ids=["completed by a person", "reply to an event"])
def test_only_a_reply_ends_a_waiting_action(step):
    player = played("service_task_waiting")
    assert player.step(step)["refused"]
    expect(player.step({"advance": "PT0S"}), "", waiting="buy late")


def test_the_error_of_a_failed_action_goes_outwards_and_uncaught_it_is_an_incident():
    player = played("service_task_failing_uncaught")
    expect(complete(player, "ask"), "ask-part part begin begin-throws throws caught caught-mend mend", open="mend")
    expect_incident(complete(player, "mend"), "alone", "above 10", open="mend")
