"""Processes that take steps on many tickets until all that was intended is done, to be killed while they do.

A step of a ticket is known beforehand by its number: `7/3` is the third round of ticket 7, in which somebody says `7/3`, and then a timer
fires. Whoever takes a step looks what is next; that somebody else may have been faster, or killed, is for the runner to deal with.
"""

import contextlib
import random
from collections.abc import Sequence
from functools import partial
from multiprocessing import RawValue
from typing import Any

from sqlalchemy import func, select

from desk.actors import SYSTEM
from foundation.db import db
from foundation.errors import HouseError
from foundation.unit_of_work import in_unit_of_work
from processes.activities import IS_OPEN, Activity
from processes.timers import Timer
from tests.faults import moves
from tests.faults.duels import DIALOG, OFFERS
from tests.faults.racing import FORK
from tests.processes.bpmn_text import action, event, flows, node, ours, process

RESTLESS = process(
    "restless",
    node("startEvent", "start"),
    node("userTask", "work", OFFERS),
    node("boundaryEvent", "reminder", event("cycle", "R/PT1H"), attachedToRef="work", cancelActivity="false"),
    node("endEvent", "reminded"),
    node(
        "serviceTask",
        "tell",
        ours(
            action("ticket-title-set", title="{{ decision }}"),
            action("ticket-state-set", state="open"),
            action("process-message", name="told", to="instance", heard="{{ decision }}"),
        ),
    ),
    node("intermediateCatchEvent", "pause", event("timer", "PT0S")),
    flows("start > work > tell > pause > work", "reminder > reminded"),
    declares=DIALOG,
)


class Stepper:
    """A process that takes steps, and is to live for `lives_for` of them."""

    def __init__(self, ticket_ids: Sequence[int], rounds: int, *, seed: int, lives_for: int) -> None:
        self._in_step: Any = RawValue("b", 0)
        self._taken: Any = RawValue("i", 0)
        self._lives_for = lives_for
        db.engine.dispose()  # nobody shares a connection
        self._process = FORK.Process(target=self._go_on, args=(ticket_ids, rounds, seed), daemon=True)
        self._process.start()

    @property
    def is_done(self) -> bool:
        """Whether it found nothing left to do."""
        return self._process.exitcode == 0

    @property
    def is_old(self) -> bool:
        """Whether it has lived for its steps, and there is more to do."""
        return self._taken.value >= self._lives_for and not self.is_done

    def kill(self) -> bool:
        """Kill it; whether that was in the middle of a step."""
        self._process.kill()
        self._process.join()
        return bool(self._in_step.value)

    def _go_on(self, ticket_ids: Sequence[int], rounds: int, seed: int) -> None:
        chance, left = random.Random(seed), list(ticket_ids)
        while left:
            ticket_id = chance.choice(left)
            self._in_step.value = 1
            if not take_step(ticket_id, rounds):
                left.remove(ticket_id)
            self._in_step.value = 0
            self._taken.value += 1


def take_step(ticket_id: int, rounds: int) -> bool:
    """Take the next step of a ticket; False if it is through."""
    step = in_unit_of_work(partial(next_step, ticket_id, rounds))
    if step is None:
        return False
    function, *arguments = step
    with contextlib.suppress(HouseError):  # somebody else was faster
        in_unit_of_work(partial(function, *arguments))
    return True


def next_step(ticket_id: int, rounds: int) -> tuple[Any, ...] | None:
    """What is next for a ticket, as a move; None after the last round."""
    timer_id = db.session.scalar(select(Timer.id).where(Timer.ticket_id == ticket_id, Timer.element == "pause"))
    if timer_id is not None:
        return moves.fire, timer_id
    closed = db.session.scalar(select(func.count()).where(Activity.ticket_id == ticket_id, ~IS_OPEN)) or 0
    return None if closed == rounds else (moves.complete, moves.newest_open(ticket_id), SYSTEM, f"{ticket_id}/{closed + 1}")
