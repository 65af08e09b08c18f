"""Verbs are made alike: who acts is named, what is refused is told, and doing it twice does nothing the second time."""

import inspect
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

import pytest

from foundation.errors import Conflict
from processes import settling
from tests.processes.rights.attempts import ATTEMPTS
from tests.processes.rights.world import World, a_world
from tests.processes.test_rights import PLACES, READING, TakenBack, acting, written

EACH_TIME: Final = {  # done, or answered, anew as often as it is asked for
    *("create", "create: in a hidden queue", "open_ticket", "open_by_dialog", "split_values", "split_values: internal"),
    *("enrol", "move", "retry", "undo_lock", "complete: no such dialog", "ask: no such dialog", "ask_to_start"),
}
THE_SAME: Final = {
    "add_article: a note",
    "add_article: of the customer",
    "follow_up",
    "deploy",
    "deploy: for the house",
    "deploy: for others",
}
BY_PEOPLE: Final = {
    "close_own": "customer",
    "mark_seen": "rw",
    "mark_unseen": "rw",
    "mark_important": "rw",
    "claim: no lz:may": "rw",
    "claim: for an agent": "let_in",
}


def verbs(*, with_parts: bool) -> Iterator[Any]:
    """What somebody acts by; parts of verbs ask nothing, and so refuse nothing."""
    for place, parts in PLACES.items():
        for name in acting(place):
            if name not in READING and (with_parts or name not in parts):
                yield getattr(place, name)


def test_whoever_acts_is_named():
    named = {verb.__qualname__: inspect.signature(verb).parameters["actor"] for verb in verbs(with_parts=True)}
    assert [name for name, actor in named.items() if actor.kind is not actor.KEYWORD_ONLY or actor.default is not actor.empty] == []


def test_every_verb_says_whom_it_refuses():
    raised = {verb.__qualname__: (inspect.getdoc(verb) or "").partition("Raises:")[2] for verb in verbs(with_parts=False)}
    assert [name for name, told in raised.items() if "Forbidden" not in told] == []


@pytest.mark.usefixtures("desk_work")
def test_the_second_time_nothing_is_done():
    world = a_world()
    again = {row: done_twice(world, row, by=BY_PEOPLE.get(row, "system")) for row in ATTEMPTS if row not in EACH_TIME}
    assert again == {row: expected(row) for row in again}


def expected(row: str) -> str:
    """What comes of doing it again: that it was done already, what was made the first time, or that somebody has done it meanwhile."""
    if row.startswith("complete") or row == "retry: skipping":
        return "done meanwhile"
    return "the same" if row in THE_SAME or row.startswith("ask") else "nothing"


def done_twice(world: World, row: str, *, by: str) -> str:
    """What comes of the second attempt, which writes nothing; both are undone."""
    found = ""
    with suppress(TakenBack), settling.undoable():
        first = ATTEMPTS[row](world, world.actors[by])
        settling.settle()
        before = written()
        try:
            second = ATTEMPTS[row](world, world.actors[by])
            found = "nothing" if second is False else "the same" if told(second) == told(first) else "another"
        except Conflict:
            found = "done meanwhile"
        settling.settle()
        assert written() == before, f"{row} writes something the second time"
        raise TakenBack
    return found


def told(result: Any) -> Any:
    """What was made, by its id."""
    return getattr(result, "id", getattr(getattr(result, "ticket", None), "id", result))
