"""Chains: processes that set others going, which set others going. What would never end is stopped here, and the chain is named.

Every start, message and signal carries the `cause` its chain began with, and `hops`: how many of them led to it.
"""

from datetime import timedelta
from math import ceil, log
from typing import Any, Final

from sqlalchemy import Select, func, select

from foundation import outbox
from foundation.clock import now
from foundation.db import db
from foundation.errors import HouseError
from processes.instances import Instance

MOST_HOPS: Final = 50
MOST_TICKETS: Final = 200
MOST_HEARD: Final = 100_000  # steps that the signals of a chain set off, where all who hear one throw the next
EARLY: Final = 10  # links a chain may have so that a signal reaches everybody, however many those are
WINDOW: Final = timedelta(hours=1)
START: Final = "workers.steps.start_process"
MADE: Final = "tickets made by chains"  # in the session, which ends with the unit of work


class ChainTooLong(HouseError):
    """A chain was stopped; the sentence says with what it began."""


def check(cause: str | None, hops: int) -> None:
    """Go on only with a chain that may still end.

    Raises:
        ChainTooLong: it has more than 50 links.
    """
    if hops > MOST_HOPS:
        raise ChainTooLong(f"{told(cause)} was stopped: more than {MOST_HOPS} messages and starts followed each other.")


def after_signal(hops: int, hearers: int) -> int:
    """How many links a chain has behind a signal that so many tickets hear.

    If all of them throw one that all of them hear, and so on, there are millions long before the 50th; so each counts for more links the
    more there are who hear it.
    """
    further = ceil(MOST_HOPS * log(max(hearers, 1), MOST_HEARD))
    return min(hops + further, MOST_HOPS - 1) if hops < EARLY else hops + further


def make_ticket(cause: str | None, hops: int) -> None:
    """Note that a chain makes a ticket.

    Raises:
        ChainTooLong: it has more than 50 links, or made more than 200 tickets within an hour.
    """
    check(cause, hops)
    if cause is None:
        return
    made: dict[str, int] = db.session.info.setdefault(MADE, {})
    if cause not in made:
        made[cause] = instances_of(cause) + starts_of(cause)
    made[cause] += 1
    if made[cause] > MOST_TICKETS:
        raise ChainTooLong(f"{told(cause)} was stopped: it made more than {MOST_TICKETS} tickets within an hour.")


def instances_of(cause: str) -> int:
    """How many instances a chain has set going within the last hour, itself left out."""
    following = select(Instance.id).where(Instance.cause == cause, Instance.started_at > now() - WINDOW, Instance.hops > 0)
    return counted(following)


def starts_of(cause: str) -> int:
    """How many of its tickets have not begun yet; one that is beginning just now counts here, too, which stops a chain one ticket early."""
    return counted(select(outbox.Message.id).where(outbox.Message.cause == cause, outbox.Message.job == START))


def counted(rows: Select[Any]) -> int:
    """How many rows there are, as far as that matters."""
    return db.session.scalar(select(func.count()).select_from(rows.limit(MOST_TICKETS + 1).subquery())) or 0


def told(cause: str | None) -> str:
    return f"The chain that began with {cause}" if cause else "A chain"
