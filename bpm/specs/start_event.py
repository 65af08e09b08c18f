"""Start events (BPMN 10.5.2); a start event with a trigger has been triggered when a token stands on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpm.specs.flow_node import FlowNode
from bpm.specs.triggered import Triggered

if TYPE_CHECKING:
    from bpm.model import May, Offer


class StartEvent(Triggered, FlowNode):
    """`offers` are the start dialogs, `may` says who can begin here."""

    is_interrupting = True
    offers: tuple[Offer, ...] = ()
    may: tuple[May, ...] = ()
