"""Cancel end event (BPMN 10.3.6, 10.5.3): undoes what the transaction did, ends it, and leaves by the cancel boundary event."""

from tests.bpm.elements.playing import complete, expect, played


def test_what_was_completed_is_compensated_then_the_transaction_is_cancelled():
    player = played("cancel_end_event")
    expect(player.line(), "start start-deal deal begin begin-pay pay", open="pay")
    expect(complete(player, "pay"), "pay-split split split-a a split-b b", open="a b")
    expect(complete(player, "a"), "a-cancels cancels unpaid refund", open="b refund")
    expect(complete(player, "refund"), "cancelled cancelled-told told", open="told")
    expect(complete(player, "told"), "told-end end")


def test_others_may_end_while_it_compensates_and_it_is_cancelled_nevertheless():
    player = played("cancel_end_event")
    complete(player, "pay")
    complete(player, "a")
    expect(complete(player, "b"), "b-finish finish", open="refund")
    expect(complete(player, "refund"), "cancelled cancelled-told told", open="told")
