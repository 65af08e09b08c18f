"""Compensation throw event (BPMN 10.7): undoes what completed, newest first, then goes on."""

import pytest

from tests.bpm.elements.playing import complete, expect, played


@pytest.fixture
def player():
    player = played("compensation_throw_event")
    complete(player, "book")
    complete(player, "pay")
    return player


def test_all_that_completed_is_undone_newest_first(player):
    expect(complete(player, "ask", queue="All"), "ask-which which which-undoes undoes unpaid repay", open="repay")
    expect(complete(player, "repay"), "unbooked unbook", open="unbook")
    expect(complete(player, "unbook"), "undoes-after after", open="after")


def test_only_the_activity_it_names_is_undone(player):
    way = "ask-which which which-undoes_payment undoes_payment unpaid repay"
    expect(complete(player, "ask", queue="One"), way, open="repay")
    expect(complete(player, "repay"), "undoes_payment-after after", open="after")


def test_it_need_not_wait(player):
    expect(
        complete(player, "ask", queue="Apart"), "ask-which which which-nowait nowait nowait-after after unpaid repay", open="after repay"
    )
    expect(complete(player, "repay"), "unbooked unbook", open="after unbook")
    expect(complete(player, "after"), "after-end end", open="unbook")
    expect(complete(player, "unbook"), "")


def test_with_nothing_to_undo_it_goes_on():
    expect(played("compensation_throw_event_nothing").line(), "start start-undoes undoes undoes-after after", open="after")
