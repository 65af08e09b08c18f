"""The short form of `make bench-faults`: timers, mails and calls survive the death of whatever carries them."""

from collections.abc import Callable

from flask import Flask

from tests.faults.drill import WAITS, drill

TICKETS = 40


def test_timers_mails_and_calls_survive_whatever_dies(seeded_house: Flask, record_property: Callable[[str, object], None]):
    found = drill(seeded_house, tickets=TICKETS, least_kills=12, patience=200, failing=0)
    record_property("figure", str(found))
    assert found.kills["flush of redis"] == 1
    assert (found.timers, found.mails, found.wrong) == (WAITS * TICKETS, TICKETS // 2, [])
    assert (found.calls, found.replies) == (TICKETS // 2, TICKETS // 2)
    assert found.asked > found.calls  # again, under the same key, by who came after the dead
