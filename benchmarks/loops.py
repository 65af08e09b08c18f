"""A ticket that loops for ever at the same cost: late rounds against early ones, with load and dump in every step, and nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, permutations

from benchmarks.figures import Figure
from benchmarks.interleaving import Comparison, seconds_of_each
from benchmarks.models import FORKS, OUR_LOOP, model
from benchmarks.ours import Ours

EARLY = 10
BEFORE, WINDOW, WINDOWS = 5, 10, 60
ORDERS = list(permutations(["one", "two", "three", "four"]))
ROUND = ["decide_which", "which", "which_work", "work", "work_decide", "decide"]


def measure() -> list[Figure]:
    """A plain loop in round 5,000, a loop of nested forks in round 1,000."""
    return [
        late_against_early("round 5,000 / round 10 of a loop", PlainLoop, late=5_000, target=1.1),
        late_against_early("round 1,000 / round 10 of nested forks and joins in a loop", Forks, late=1_000, target=1.2),
    ]


class PlainLoop:
    """One user task again and again."""

    model = model(OUR_LOOP)

    def __init__(self) -> None:
        self.ours = Ours(self.model, {"verdict": "again"})
        self.rounds = 0

    def round(self) -> None:
        """Once round; the tokens take exactly the nodes and flows of the round."""
        assert self.ours.stored_step().taken == ROUND
        self.rounds += 1

    def end(self) -> None:
        """Leave the loop: the instance ends with its only token."""
        self.ours.answers = {"verdict": "done"}
        assert self.ours.stored_step().ended


class Forks:
    """Two forks, one inside the other; their four tasks are completed in all orders by turns."""

    model = model(FORKS)

    def __init__(self) -> None:
        self.ours = Ours(self.model, {"verdict": "again"})
        self.orders = cycle(ORDERS)
        self.rounds = 0

    def round(self) -> None:
        """All four tasks once; only the last lets both joins go on."""
        for name in next(self.orders):
            tokens = {node: token for token, node in self.ours.open.items()}
            self.ours.stored_step(tokens[name])
        assert sorted(self.ours.open.values()) == sorted(ORDERS[0]), "a token was lost or doubled"
        self.rounds += 1

    def end(self) -> None:
        """Leave the loop: all tokens meet and the instance ends."""
        self.ours.answers = {"verdict": "done"}
        changes = [self.ours.stored_step() for _ in ORDERS[0]]
        assert [each.ended for each in changes] == [False, False, False, True]


def late_against_early(what: str, loop: Callable[[], PlainLoop | Forks], *, late: int, target: float) -> Figure:
    """Windows around the late round of one instance, taking turns with windows around round 10 of fresh ones."""
    old, compared = loop(), Comparison()
    for _ in range(late - WINDOW * WINDOWS // 2):
        old.round()
    for turn in range(WINDOWS):
        young = loop()
        for _ in range(BEFORE):
            young.round()
        sides = [(young.round, compared.second), (old.round, compared.first)]
        for each, times in sides if turn % 2 else reversed(sides):
            times.append(seconds_of_each(each, WINDOW))
    sizes = {
        f"bytes_of_state_in_round_{young.rounds}": len(young.ours.stored),
        f"bytes_of_state_in_round_{old.rounds}": len(old.ours.stored),
    }
    old.end()
    return Figure(what=what, value=compared.ratio, target=target, details=compared.details | sizes)
