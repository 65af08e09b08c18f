"""Doing the same for many things in several processes, each with connections of its own."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

from foundation.db import db

Item = TypeVar("Item")
Result = TypeVar("Result")
_acts: list[Callable[[Any], Any]] = []  # what the processes that are forked from this one do: it need not be sent to them


def spread(act: Callable[[Item], Result], items: Sequence[Item], *, jobs: int) -> Iterator[Result]:
    """What `act` gives for each item, in their order; it is called outside of any unit of work, in as many processes as there are jobs."""
    if jobs == 1:
        yield from map(act, items)
        return
    _acts[:] = [act]
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork"), initializer=take_own_connections) as pool:
        yield from pool.map(do, items)


def do(item: Any) -> Any:
    return _acts[0](item)


def take_own_connections() -> None:
    """Those of the parent are left alone."""
    db.engine.dispose(close=False)
