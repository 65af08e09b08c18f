"""Searches all states a scope can come to, within a budget, for joins that wait for ever, merges that run twice, and open ends.

What is found is proven by the way that leads there, so it holds even if the budget ends the search early; what is not
found is never claimed. The budget counts states, not time: the same model always gets the same warnings.
"""

from dataclasses import dataclass, field

from bpm.graph.parts import Flow, Node
from bpm.linting.token_net import Step, TokenNet
from bpm.linting.ways_out import Choice

MOST_STATES = 5_000
MOST_WORK = 60_000


@dataclass(slots=True, eq=False)
class Budget:
    """What is left for all scopes of a model together: ways looked at, each with the flows it joins."""

    work: int = MOST_WORK


@dataclass(slots=True, eq=False)
class Deadlock:
    """A parallel join that waits for ever: the flows over which nothing comes, and the choice after which that is certain."""

    join: Node
    missing: list[Flow]
    choice: Node | None


@dataclass(slots=True, eq=False)
class Merge:
    """A node that two tokens of one beginning reach one after the other, over these flows."""

    node: Node
    flows: list[Flow]


@dataclass(slots=True, eq=False)
class Findings:
    deadlocks: dict[Node, Deadlock] = field(default_factory=dict)
    merges: dict[Node, Merge] = field(default_factory=dict)
    open_ends: dict[Node, None] = field(default_factory=dict)


def search(net: TokenNet, *, is_closed: bool, budget: Budget) -> Findings:
    """`is_closed`: whether the ticket is closed when the scope begins."""
    return _Search(net, budget).run(is_closed=is_closed)


class _Search:
    def __init__(self, net: TokenNet, budget: Budget) -> None:
        self.net = net
        self.budget = budget
        self.closed = 1 << len(net.flows)
        # After two tokens met they are followed as one, so from there on a missing token proves nothing.
        self.doubtful = self.closed << 1
        self.tokens = self.closed - 1
        self.found = Findings()
        self.came_from: dict[int, tuple[int, Step, Choice] | None] = {}
        self.waiting: list[int] = []

    def run(self, *, is_closed: bool) -> Findings:
        for places in self.net.beginnings:
            state = places | (self.closed if is_closed else 0)
            if state not in self.came_from:
                self.came_from[state] = None
                self.waiting.append(state)
        while self.waiting and len(self.came_from) < MOST_STATES and self.budget.work > 0:
            self.visit(self.waiting.pop())
        return self.found

    def visit(self, state: int) -> None:
        step = self.movable(state)
        if step is not None:
            self.move(state, step)
        elif state & self.tokens and not state & self.doubtful:
            self.note_deadlocks(state)

    def movable(self, state: int) -> Step | None:
        """The first node, along the flow, that can go on."""
        rest = state & self.tokens
        while rest:
            lowest = rest & -rest
            step = self.net.targets[lowest.bit_length() - 1]
            self.budget.work -= 1 + len(step.node.incoming)
            if self.can_go_on(step, state):
                return step
            rest &= ~step.inputs
        return None

    def can_go_on(self, step: Step, state: int) -> bool:
        if step.joins == "any":
            return True
        if step.joins == "all":
            return state & step.inputs == step.inputs
        others = state & self.tokens & ~step.inputs
        filled = [flow for flow in step.node.incoming if state & self.net.place[flow]]
        empty = [flow for flow in step.node.incoming if not state & self.net.place[flow]]
        to_filled = self.leading_to(filled)
        return not others & self.leading_to(empty) & ~to_filled

    def leading_to(self, flows: list[Flow]) -> int:
        places = 0
        for flow in flows:
            places |= self.net.leading_to.get(flow, 0)
        return places

    def move(self, state: int, step: Step) -> None:
        arrived = state & step.inputs
        left = state & ~step.inputs
        if step.joins == "any" and arrived & (arrived - 1):
            left |= self.doubtful
            if step.node not in self.found.merges:
                self.found.merges[step.node] = Merge(step.node, self.net.flows_in(arrived))
        if step.effect is not None:
            left = left | self.closed if step.effect else left & ~self.closed
        self.budget.work -= len(step.choices)
        for choice in step.choices:
            base = left & ~self.tokens if choice.ends_scope else left
            self.reach(base | choice.places, came_from=(state, step, choice))

    def reach(self, state: int, *, came_from: tuple[int, Step, Choice]) -> None:
        if not state & (self.tokens | self.closed | self.doubtful):
            self.found.open_ends.setdefault(came_from[1].node)
        if state not in self.came_from:
            self.came_from[state] = came_from
            self.waiting.append(state)

    def note_deadlocks(self, state: int) -> None:
        for flow in self.net.flows_in(state):
            step = self.net.steps[flow.target]
            if step.joins == "all" and step.node not in self.found.deadlocks:
                missing = self.net.flows_in(step.inputs & ~state)
                self.found.deadlocks[step.node] = Deadlock(step.node, missing, self.last_choice(state, missing))

    def last_choice(self, state: int, missing: list[Flow]) -> Node | None:
        """The latest choice on the way here with another way out that leads to what is missing."""
        leading = self.nodes_leading_to(missing)
        came_from = self.came_from[state]
        while came_from is not None:
            state, step, taken = came_from
            others = (flow for choice in step.choices if choice is not taken for flow in choice.flows if flow not in taken.flows)
            if any(flow in missing or flow.target in leading for flow in others):
                return step.node
            came_from = self.came_from[state]
        return None

    def nodes_leading_to(self, flows: list[Flow]) -> set[Node]:
        waiting = [node for flow in flows for node in self.net.feeders.get(flow, [])]
        found = set(waiting)
        while waiting and self.budget.work > 0:
            node = waiting.pop()
            self.budget.work -= len(node.incoming)
            for feeder in (feeder for flow in node.incoming for feeder in self.net.feeders.get(flow, [])):
                if feeder not in found:
                    found.add(feeder)
                    waiting.append(feeder)
        return found
