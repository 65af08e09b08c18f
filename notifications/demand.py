"""Which events anybody wants to be told of: asked for each entry of history, so that it is looked up seldom and not each time.

What administrators change is known at once in this process, and to the others within seconds.
"""

import time
from dataclasses import dataclass
from typing import Any, Final

from flask import current_app

from desk import following
from foundation.db import db
from notifications.occasions import occasions_of
from notifications.rules import Notification, all_occasions
from processes.events import Event

LASTS: Final = 10.0  # seconds
KEPT: Final = "occasions of notifications"


@dataclass(frozen=True)
class Demand:
    occasions: frozenset[str]
    until: float  # of the monotonic clock


def is_wanted(event: Event) -> bool:
    """Whether a valid notification is for that event."""
    about = occasions_of(event)
    if not about:
        return False
    known: Demand | None = current_app.extensions.get(KEPT)
    if known is None or known.until < time.monotonic():
        with db.session.no_autoflush:
            known = current_app.extensions[KEPT] = Demand(all_occasions(), time.monotonic() + LASTS)
    return not about.isdisjoint(known.occasions)


@following.follow(Notification)
def look_again(_notification: Notification, _names: Any) -> None:
    """Forget what was known."""
    current_app.extensions.pop(KEPT, None)
