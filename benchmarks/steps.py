"""One step against stock SpiffWorkflow.

A step: complete a user task with one answer -> exclusive gateway with conditions -> set the ticket's state -> next user task.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.figures import Figure
from benchmarks.interleaving import take_turns
from benchmarks.models import OUR_LOOP, SET_STATE, desk_loop, model
from benchmarks.ours import Ours
from benchmarks.stock import Stock

AGAIN = {"verdict": "again"}
PASSES = SET_STATE.format(id="work")
SCRIPT = '<scriptTask id="work"><script>state = "open"</script></scriptTask>'
OPEN = "decide"


def measure() -> list[Figure]:
    """In memory, and with load and dump; against a service that does nothing, and for comparison against a script that sets the state."""
    passing, script = Stock(desk_loop(PASSES), "desk_loop", answers=AGAIN), Stock(desk_loop(SCRIPT), "desk_loop", answers=AGAIN)
    in_memory, stored = Ours(model(OUR_LOOP), AGAIN), Ours(model(OUR_LOOP), AGAIN)
    figures = [
        figure("our step / stock step", in_memory.step, passing.step, target=0.6),
        figure("our step with load and dump / stock step", stored.stored_step, passing.step, target=1.0),
        figure("our step / stock step whose service is a script", in_memory.step, script.step),
        figure("our step with load and dump / stock step whose service is a script", stored.stored_step, script.step),
    ]
    assert in_memory.ticket.values["state"] == stored.ticket.values["state"] == "open"
    assert [*in_memory.open.values()] == [*stored.open.values()] == passing.open == script.open == [OPEN]
    return figures


def figure(what: str, ours: Callable[[], object], theirs: Callable[[], object], *, target: float | None = None) -> Figure:
    """One comparison."""
    compared = take_turns(ours, theirs)
    return Figure(what=what, value=compared.ratio, target=target, details=compared.details)
