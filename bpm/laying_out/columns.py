"""How far along each item stands: back links are found and set aside, then each item comes after all that lead to it."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bpm.laying_out.subject import Link


@dataclass
class Order:
    """Columns, the links that lead forward and those that lead back. Links of boundary events count as those of their activity."""

    column: dict[str, int] = field(default_factory=dict)
    forward: list[tuple[str, str, Link]] = field(default_factory=list)
    back: list[tuple[str, str, Link]] = field(default_factory=list)
    after: dict[str, list[tuple[str, Link]]] = field(default_factory=dict)
    before: dict[str, list[tuple[str, Link]]] = field(default_factory=dict)


def ordered(nodes: Iterable[str], links: Iterable[tuple[str, str, Link]], spans: Mapping[str, int]) -> Order:
    """`nodes` in the order in which they may begin; each takes `spans` columns."""
    order = Order()
    known = list(nodes)
    leaving: dict[str, list[tuple[str, Link]]] = {node: [] for node in known}
    for source, target, link in links:
        leaving[source].append((target, link))
    backward = _backward(known, leaving)
    for source in known:
        for target, link in leaving[source]:
            (order.back if link.id in backward else order.forward).append((source, target, link))
    order.after = {node: [] for node in known}
    order.before = {node: [] for node in known}
    for source, target, link in order.forward:
        order.after[source].append((target, link))
        order.before[target].append((source, link))
    _set_columns(known, order, spans)
    return order


def _backward(nodes: list[str], leaving: dict[str, list[tuple[str, Link]]]) -> set[str]:
    """The links that close a circle, seen from where things begin."""
    entered = {target for source in nodes for target, _ in leaving[source] if target != source}
    found: set[str] = set()
    state: dict[str, bool] = {}  # True while the way leads through it
    for root in [*(node for node in nodes if node not in entered), *nodes]:
        if root in state:
            continue
        state[root] = True
        way = [(root, iter(leaving[root]))]
        while way:
            node, rest = way[-1]
            step = next(rest, None)
            if step is None:
                state[node] = False
                way.pop()
            elif state.get(step[0]):
                found.add(step[1].id)
            elif step[0] not in state:
                state[step[0]] = True
                way.append((step[0], iter(leaving[step[0]])))
    return found


def _set_columns(nodes: list[str], order: Order, spans: Mapping[str, int]) -> None:
    for node in _along(nodes, order):
        order.column[node] = max((order.column[source] + spans[source] for source, _ in order.before[node]), default=0)
    for node in nodes:
        if not order.before[node] and order.after[node]:
            order.column[node] = min(order.column[target] for target, _ in order.after[node]) - spans[node]


def _along(nodes: list[str], order: Order) -> Iterable[str]:
    """Each after all that lead to it."""
    waiting = {node: len(order.before[node]) for node in nodes}
    ready = deque(node for node in nodes if not waiting[node])
    while ready:
        node = ready.popleft()
        yield node
        for target, _ in order.after[node]:
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
