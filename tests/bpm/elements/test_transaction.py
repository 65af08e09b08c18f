"""Transaction (BPMN 10.3.6): completes, is cancelled (test_cancel_end_event.py), or is left by a hazard."""

from tests.bpm.elements.playing import complete, expect, played


def test_one_that_completed_can_be_undone_later():
    player = played("transaction")
    expect(player.line(), "start start-deal deal begin begin-pay pay", open="pay")
    expect(complete(player, "pay"), "pay-which which which-finish finish deal-ask ask", open="ask")
    expect(complete(player, "ask"), "ask-undoes undoes un_pay refund", open="refund")
    expect(complete(player, "refund"), "undoes-end end")


def test_a_hazard_leaves_it_without_compensation_and_what_it_did_is_forgotten():
    player = played("transaction")
    expect(complete(player, "pay", way="hazard"), "pay-which which which-breaks breaks broken broken-mend mend", open="mend")
    expect(complete(player, "mend"), "mend-undoes undoes undoes-end end")
