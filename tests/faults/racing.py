"""Racers: processes that act at the very same moment, each with a connection of its own to the house of the test.

with Racers(2) as racers:
    first, second = racers.race((moves.complete, activity_id, anna), (moves.complete, activity_id, ben))
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from foundation.db import db
from foundation.errors import HouseError
from foundation.unit_of_work import in_unit_of_work

FORK = get_context("fork")  # all is imported, and the house is open
PATIENCE = 60  # seconds until a racer counts as hanging
JITTER = 0.002  # seconds by which a racer may be late, so that now the one and now the other is first
DONE = "done"
Move = tuple[Any, ...]  # a function, and what it is called with


@dataclass(frozen=True)
class Outcome:
    """What became of a move: DONE with its result, or the name of the error with its text."""

    kind: str
    told: Any

    @property
    def is_done(self) -> bool:
        return self.kind == DONE


class Racers:
    """So many processes, which wait for moves until the block ends."""

    def __init__(self, number: int) -> None:
        self._start = FORK.Barrier(number)
        self._ours: list[Connection] = []
        self._processes = []
        db.engine.dispose()  # nobody shares a connection
        for each in range(number):
            ours, theirs = FORK.Pipe()
            process = FORK.Process(target=be_racer, args=(theirs, self._start, each), daemon=True)
            process.start()
            self._ours.append(ours)
            self._processes.append(process)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, told: TracebackType | None) -> None:
        for process in self._processes:
            process.kill()
            process.join()

    def race(self, *moves: Move, lead: float = 0.0) -> list[Outcome]:
        """Have each racer make its move, all at once, or so many seconds after the first one."""
        for connection, move in zip(self._ours, moves, strict=True):
            connection.send((lead if move is not moves[0] else 0.0, *move))
        return [self._answer(connection) for connection in self._ours]

    @staticmethod
    def _answer(connection: Connection) -> Outcome:
        assert connection.poll(PATIENCE), "a racer hangs"
        return Outcome(*connection.recv())


def be_racer(connection: Connection, start: Any, seed: int) -> None:
    """Make one move after the other, each in a unit of work of its own."""
    db.engine.dispose(close=False)
    late = random.Random(seed)
    while True:
        wait, function, *arguments = connection.recv()
        start.wait(PATIENCE)
        time.sleep(wait or late.uniform(0, JITTER))
        connection.send(made(partial(function, *arguments)))


def made(move: Callable[[], Any]) -> tuple[str, Any]:
    """What became of a move; an error that is none of the house's is told as well, since no caller could deal with it."""
    try:
        return DONE, in_unit_of_work(move)
    except HouseError as error:
        return type(error).__name__, str(error)
    except Exception as error:  # noqa: BLE001 - the test says by its name that there was one
        return f"{type(error).__module__}.{type(error).__name__}", str(error)
