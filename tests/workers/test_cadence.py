"""How often recurring work is done: no less often than OTRS's daemon does it (desk.md 12.2), and as docs/time.md tells."""

from datetime import timedelta

import pytest

from tests.docs_pages import DOCS
from workers import escalation, housekeeping, pending, unlocking
from workers.schedule import SCHEDULE


def the_cadence(job: object) -> timedelta | str | None:
    (entry,) = [each for each in SCHEDULE if each.job is job]
    return entry.every or entry.cron


@pytest.mark.parametrize(
    ("job", "here", "of_otrs"),
    [
        (pending.remind, "45 */2 * * *", "45 */2 * * *"),  # TicketPendingCheck
        (pending.end_pending, timedelta(minutes=1), timedelta(hours=2)),  # TicketPendingCheck
        (pending.remind_at_once, timedelta(minutes=10), timedelta(hours=2)),  # TicketPendingCheck
        (escalation.tell_escalations, timedelta(minutes=1), timedelta(minutes=5)),  # EscalationCheck, */5
        (unlocking.unlock_timed_out, timedelta(minutes=5), timedelta(hours=1)),  # TicketUnlockTimeout, 35 *
        (housekeeping.forget_drafts, timedelta(hours=1), timedelta(hours=1)),  # TicketDraftDeleteExpired, 55 *
        (housekeeping.forget_logins, timedelta(hours=1), timedelta(hours=2)),  # SessionDeleteExpired, 55 */2
    ],
)
def test_what_time_brings_about_is_looked_for_at_least_as_often_as_in_otrs(job: object, here: timedelta | str, of_otrs: timedelta | str):
    assert the_cadence(job) == here
    assert here == of_otrs if isinstance(here, str) or isinstance(of_otrs, str) else here <= of_otrs


def test_the_page_lists_what_there_is():
    told = {line.split("|")[1].strip() for line in (DOCS / "time.md").read_text().splitlines() if line.startswith("| ")}
    assert {entry.name for entry in SCHEDULE if entry.job is not housekeeping.give_a_sign} <= told
