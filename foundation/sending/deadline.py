"""One end for everything a request does. Timeouts of sockets count from the last byte, so a server that drips never meets them."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import Thread, Timer
from typing import TypeVar

Result = TypeVar("Result")


class Overdue(Exception):
    """The time is up."""


class Deadline:
    """A moment after which nothing goes on."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """The seconds that are left.

        Raises:
            Overdue: there are none.
        """
        left = self._ends - time.monotonic()
        if left <= 0:
            raise Overdue
        return left

    @contextmanager
    def cutting(self, connection: socket.socket) -> Iterator[None]:
        """Inside the block, the connection is shut down when the time is up, whatever is being read from it."""
        # A handle of its own: TLS keeps the socket to itself, and it may be closed while the timer runs.
        handle = socket.socket(fileno=os.dup(connection.fileno()))
        timer = Timer(self.left(), _shut, [handle])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            handle.close()

    def wait_for(self, act: Callable[[], Result]) -> Result:
        """The result of `act`, which cannot be stopped itself: asking the system for a name.

        Raises:
            Overdue: it was not there in time; `act` runs out by itself.
            OSError: raised by `act`.
        """
        answers: SimpleQueue[tuple[Result | None, OSError | None]] = SimpleQueue()

        def ask() -> None:
            try:
                answers.put((act(), None))
            except OSError as error:
                answers.put((None, error))

        Thread(target=ask, daemon=True).start()
        try:
            result, error = answers.get(timeout=self.left())
        except Empty:
            raise Overdue from None
        if error is not None:
            raise error
        return result  # type: ignore[return-value]  # without an error there is a result


def _shut(handle: socket.socket) -> None:
    with suppress(OSError):  # the other side was faster
        handle.shutdown(socket.SHUT_RDWR)
