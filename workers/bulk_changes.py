"""Changes of many tickets: one after the other, each in a transaction of its own. Killed, a worker leaves what waits to the next one."""

import logging
from functools import partial

from rq import Retry

from foundation.errors import HouseError, Refused, Unavailable
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from processes.bulk_changes import doing, selecting
from workers import job

log = logging.getLogger(__name__)
AT_ONCE = 100  # tickets; others who wait for a worker come in between
DOING = 900  # seconds
SOON = Retry(max=8, interval=[5, 10, 60, 300])


def go_on(there_is_more: bool, *, change_id: int) -> None:  # noqa: FBT001 - what the job gives back
    """Have the next ones done."""
    if there_is_more:
        selecting.hand_over(change_id)


def left_undone(problem: str, *, change_id: int) -> bool:
    """It did not work out, time and again: whoever asked is told, and may try again."""
    doing.note_problem(problem, *doing.waiting(change_id, most=selecting.MOST))
    return True


@job("background", outside=True, timeout=DOING, retry=SOON, then=go_on, otherwise=left_undone)
def do_bulk_change(*, change_id: int, key: str) -> bool:  # noqa: ARG001 - each ticket is a transaction of its own, and is done once
    """Do the next tickets of a change; whether there are more."""
    with unit_of_work(reads_only=True):
        items = doing.waiting(change_id, most=AT_ONCE)
    for item_id in items:
        do_one(item_id)
    return len(items) == AT_ONCE


def do_one(item_id: int) -> None:
    """Where it is not possible, that is what becomes of the ticket; only with the database away everything waits."""
    try:
        in_unit_of_work(partial(doing.do, item_id))
    except Unavailable:
        raise
    except HouseError as error:
        log.info("item %d of a bulk change was not done: %s", item_id, error)
        in_unit_of_work(partial(doing.note_problem, sentence_of(error), item_id))


def sentence_of(error: HouseError) -> str:
    """What people are told of it."""
    return " ".join(error.problems.values()) if isinstance(error, Refused) else str(error)
