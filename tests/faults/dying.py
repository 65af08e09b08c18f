"""Processes that die at a seam: before or after any statement they send, before their commit, or right after it."""

import os
from collections.abc import Callable
from itertools import count

from sqlalchemy import event

from foundation.db import db

DIED = 9


def died(act: Callable[[], object], *, seam: int) -> bool:
    """Act in a process of its own that dies at that seam; whether it came that far."""
    db.engine.dispose()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            pass_by = die_at(seam)
            act()
            pass_by()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in {0, DIED}
    return os.waitstatus_to_exitcode(status) == DIED


def die_at(seam: int) -> Callable[..., None]:
    """Die at the seam of that number, as they come by; the function passes one more."""
    seams = count(1)

    def pass_by(*_: object) -> None:
        if next(seams) == seam:
            os._exit(DIED)

    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(db.engine, moment, pass_by)
    return pass_by
