"""The only source of time. Moments are UTC and aware; `moved_to` shifts the clock for tests and demo data.

>>> with moved_to(datetime(2026, 3, 1, tzinfo=UTC)):
...     now()
datetime.datetime(2026, 3, 1, 0, 0, tzinfo=datetime.timezone.utc)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_moved: ContextVar[datetime | None] = ContextVar("moved", default=None)


def now() -> datetime:
    """This moment in UTC, or the one the clock was moved to."""
    return _moved.get() or datetime.now(UTC)


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Let the clock stand at `moment` (aware) inside the block."""
    if moment.tzinfo is None:
        raise ValueError("The clock knows moments with a zone only.")
    token = _moved.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)
