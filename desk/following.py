"""What follows from changes of master data in packages above the desk, which cannot import them: they say so here when they are loaded.

    @following.follow(Queue, Sla)
    def recompute(record: Queue | Sla, names: Collection[str]) -> None: ...

A follower runs in the transaction of the change; what takes long it puts into the outbox.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any

Follower = Callable[[Any, Collection[str]], None]
_followers: dict[type[Any], list[Follower]] = defaultdict(list)


def follow(*kinds: type[Any]) -> Callable[[Follower], Follower]:
    """Have a function told of each change of these kinds of records: the record, and the names of what has a new value."""

    def keep(follower: Follower) -> Follower:
        for kind in kinds:
            _followers[kind].append(follower)
        return follower

    return keep


def tell(record: Any, names: Collection[str]) -> None:
    """Tell all who follow records of this kind."""
    for follower in _followers[type(record)]:
        follower(record, names)
