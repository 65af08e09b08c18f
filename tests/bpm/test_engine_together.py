"""Elements together: who ends whom, and what goes on, where events meet calls, iterations and compensation."""

from tests.bpm.elements.playing import complete, expect, played


def test_a_signal_that_interrupts_its_own_thrower_ends_it_and_still_reaches_the_others():
    player = played("signal_to_its_own_scope")
    way = "start start-fork fork fork-part part begin begin-a a fork-beside beside"
    expect(player.line(), way, open="a", waiting="gone beside")
    expect(complete(player, "a"), "a-calls calls gone gone-c c beside-b b", open="c b")


def test_cancelling_in_one_iteration_of_a_transaction_ends_all_and_undoes_its_own():
    player = played("transaction_iterations")
    assert player.line()["taken"].count("deal") == 3
    complete(player, "pay", at=0)
    complete(player, "pay", at=2)
    line = complete(player, "ask", at=0, queue="Broken")
    expect(line, "ask-which which which-cancels cancels un_pay refund cancelled cancelled-told told", open="told")
    assert line["ticket"]["title"] == "-"


def test_an_error_of_a_called_process_is_caught_by_an_event_subprocess_of_its_caller():
    player = played("calls_and_events", adapted="called")
    way = "start start-fork fork fork-inner inner begin begin-split split split-a a split-b b split-c c fork-beside beside"
    expect(player.line(), way, open="a b c beside")
    expect(complete(player, "a"), "a-breaks breaks on_error x_start x_start-x_work x_work", open="x_work")


def test_an_escalation_of_a_called_process_is_heard_beside_it():
    player = played("calls_and_events", adapted="called")
    expect(complete(player, "b"), "b-escalates escalates on_escalation e_start e_start-e_work e_work", open="a c beside e_work")


def test_a_called_process_terminates_itself_only():
    player = played("calls_and_events", adapted="called")
    expect(complete(player, "c"), "c-stops stops inner-end end", open="beside")
    expect(complete(player, "beside"), "beside-end end")


def test_an_interruption_ends_compensation_that_is_under_way():
    player = played("interrupted_compensation")
    expect(complete(player, "book"), "book-undoes undoes un_book undo_book", open="undo_book", waiting="late")
    expect(player.step({"advance": "PT1H"}), "late late-chase chase", open="chase")
    expect(complete(player, "chase"), "chase-end end")


def test_events_of_iterations_are_their_own_and_those_of_the_activity_are_armed_once():
    player = played("iterations_and_events")
    expect(player.line(), "start start-each each begin begin-a a each begin begin-a a", open="a@0 a@1", waiting="timed s_start s_start")
    alarm = "on_alarm s_start s_start-s_work s_work"
    expect(player.step({"signal": "alarm"}), f"{alarm} {alarm}", open="a@0 a@1 s_work@0 s_work@1", waiting="timed s_start s_start")
    way = "a-calls calls calls-b b heard heard-look look"
    expect(complete(player, "a", at=1), way, open="a@0 s_work@0 s_work@1 b@1 look", waiting="timed s_start s_start")
    line = player.step({"advance": "PT2H"})
    expect(line, "timed timed-look look timed timed-look look", open="a@0 s_work@0 s_work@1 b@1 look look look", waiting="s_start s_start")
    expect(complete(player, "b"), "b-finish finish", open="a@0 s_work@0 s_work@1 look look look", waiting="s_start s_start")
    expect(complete(player, "s_work", at=1), "s_work-s_end s_end", open="a@0 s_work@0 look look look", waiting="s_start")


def test_a_call_is_undone_by_its_own_handler_only():
    player = played("compensated_calls", adapted="called")
    complete(player, "book")
    expect(complete(player, "book"), "book-finish finish handled-undoes undoes un_handled undo_handled", open="undo_handled")
    expect(complete(player, "undo_handled"), "")


def test_in_an_ad_hoc_subprocess_only_its_own_activities_are_looked_at_after():
    player = played("ad_hoc_with_parts")
    expect(player.line(), "start start-part part inner begin begin-a a c c d", open="a c@0 c@1 d", waiting="late")
    expect(complete(player, "a", enough=True), "a-b b", open="c@0 c@1 d b", waiting="late")
    expect(complete(player, "b"), "b-finish finish part-after after", open="after")


def test_in_an_ad_hoc_subprocess_all_iterations_are_one_activity():
    player = played("ad_hoc_with_parts")
    expect(complete(player, "c", at=1, enough=True), "", open="a c@0 d", waiting="late")
    expect(complete(player, "c", at=0), "part-after after", open="after")


def test_in_an_ad_hoc_subprocess_boundary_events_lead_on():
    player = played("ad_hoc_with_parts")
    expect(player.step({"advance": "PT1H"}), "late late-e e", open="a c@0 c@1 e")
    expect(complete(player, "e", enough=True), "part-after after", open="after")
