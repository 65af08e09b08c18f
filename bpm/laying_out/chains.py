"""What goes on in a straight line: the happy path first, then what branches off it, each as long as it can be."""

from collections.abc import Callable, Iterable

from bpm.laying_out.columns import Order
from bpm.laying_out.subject import Item, Link


def chains(nodes: Iterable[str], order: Order, items: dict[str, Item]) -> list[list[str]]:
    """All nodes, each in one chain; a chain stays in its lane and does not go on over a boundary event."""
    known = sorted(nodes, key=lambda node: order.column[node])
    if not known:
        return []
    preference = _preference(items, _remaining(known, order))
    left = dict.fromkeys(known)
    first = min(known, key=lambda node: (not items[node].is_start, bool(order.before[node]), not order.after[node]))
    return [_chain(begin, left, order, preference) for begin in [first, *known] if begin in left]


def _remaining(known: list[str], order: Order) -> dict[str, int]:
    """How many steps may still follow."""
    found: dict[str, int] = {}
    for node in reversed(known):
        found[node] = 1 + max((found[target] for target, _ in order.after[node]), default=0)
    return found


def _preference(items: dict[str, Item], remaining: dict[str, int]) -> Callable[[str, str, Link], tuple[bool, int] | None]:
    def preference(source: str, target: str, link: Link) -> tuple[bool, int] | None:
        if link.source != source or link.is_loose or items[source].lane != items[target].lane:
            return None
        return link.is_default, remaining[target]

    return preference


def _chain(begin: str, left: dict[str, None], order: Order, preference: Callable[[str, str, Link], tuple[bool, int] | None]) -> list[str]:
    chain, node = [begin], begin
    del left[begin]
    while True:
        best: tuple[tuple[bool, int], str] | None = None
        for target, link in order.after[node]:
            wish = preference(node, target, link) if target in left else None
            if wish is not None and (best is None or wish > best[0]):
                best = wish, target
        if best is None:
            return chain
        node = best[1]
        del left[node]
        chain.append(node)
