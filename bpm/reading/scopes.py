"""Which names an expression may use, by the place it stands in (semantics 8, dialect "Names")."""

import keyword
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from bpm.catalogue import ATTRIBUTES, READABLE
from bpm.dialect import B
from bpm.expressions import FUNCTIONS, VIEWS
from bpm.reading.model import Model
from bpm.reading.parsing import Element
from bpm.reading.tree import CONTAINERS, child, children, extension, identifier, tag, within

LOOP_NAMES: Final = frozenset({
    "loopCounter", "numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances", "numberOfTerminatedInstances",
    "nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances", "nrOfTerminatedInstances",
})  # fmt: skip
TICKET_NAMES: Final = frozenset(ATTRIBUTES) | READABLE
_REPEATED: Final = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")


def is_name(text: str) -> bool:
    """Whether an expression can spell it."""
    return text.isidentifier() and not keyword.iskeyword(text) and text.lower() not in {"true", "false", "none", "null"}


@dataclass(frozen=True)
class Names:
    """The names of a model, by scope."""

    model: Model
    _seen: dict[Element, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def fields(self) -> frozenset[str]:
        """Dynamic fields belong to the ticket, so all processes of a file see all of them."""
        found = (ours.get("name", "").strip() for process in self.model.processes for ours in extension(process, "field"))
        return frozenset(name for name in found if name)

    def at(self, place: Element) -> frozenset[str]:
        """What is visible at a node, a flow or a scope: its own loop's names, and those of every scope around it."""
        if place not in self._seen:
            around = within(place, *CONTAINERS)
            outer = self.at(around) if around is not None else TICKET_NAMES | self.fields
            self._seen[place] = outer | self._own(place)
        return self._seen[place]

    def _own(self, place: Element) -> frozenset[str]:
        names: set[str] = set()
        if tag(place) in CONTAINERS:
            names |= {ours.get("name", "").strip() for ours in extension(place, "variable")}
            for data in children(place, "dataObject", "dataObjectReference"):
                names |= {identifier(data), (data.get("name") or "").strip()}
        if any(child(place, name) is not None for name in _REPEATED):
            names |= LOOP_NAMES
            for loop in extension(place, "loop"):
                names |= {loop.get("item", "").strip()}
        return frozenset(name for name in names if name)

    def everywhere_in(self, process: Element) -> frozenset[str]:
        """All variables of a process, whatever their scope: a dialog is declared once and offered in several."""
        inner = [self._own(scope) for scope in process.iter(*(B + name for name in CONTAINERS))]
        return TICKET_NAMES | self.fields | frozenset[str]().union(*inner)


def clash_of(name: str) -> str:
    """What else is called like this, in words; "" for nothing."""
    if name in TICKET_NAMES:
        return "a ticket attribute"
    if name in FUNCTIONS:
        return "a function"
    if name in VIEWS:
        return "a view"
    return "a name of loops" if name in LOOP_NAMES else ""
