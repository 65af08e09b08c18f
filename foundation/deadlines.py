"""Questions that may hang: each is put in a thread of its own, and its answer is waited for so long and no longer.

While an answer is outstanding nobody asks again: a part that hangs holds one thread and one connection, however many want to know.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Question(Generic[Answer]):
    """One question that is put again and again.

    Args:
        ask: gives the answer, or raises.
        seconds: how long an answer may take, counted from the moment the question was put.
    """

    def __init__(self, ask: Callable[[], Answer], *, seconds: float) -> None:
        self._ask, self._seconds = ask, seconds
        self._lock = threading.Lock()
        self._pending: Future[Answer] | None = None
        self._put_at = 0.0

    def put(self) -> Callable[[], Answer]:
        """Ask, unless somebody waits for an answer already; what comes back waits for it.

        Raises (when waited for):
            TimeoutError: there is no answer yet. Whatever asking raised is raised, too.
        """
        with self._lock:
            if self._pending is None or self._pending.done():
                self._pending, self._put_at = Future(), time.monotonic()
                threading.Thread(target=self._find_out, args=(self._pending,), daemon=True, name="question").start()
            pending, until = self._pending, self._put_at + self._seconds
        return lambda: pending.result(max(0.0, until - time.monotonic()))

    def _find_out(self, pending: "Future[Answer]") -> None:
        try:
            pending.set_result(self._ask())
        except BaseException as error:  # noqa: BLE001 - it is raised again where the answer is waited for
            pending.set_exception(error)
