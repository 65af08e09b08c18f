"""The spec of a scope: of a process, or of what is inside a subprocess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from bpm.specs.compensation import Compensation

if TYPE_CHECKING:
    from bpm.model import Variable
    from bpm.specs.event_subprocess import EventSubprocess
    from bpm.specs.flow import Flow
    from bpm.specs.flow_node import FlowNode
    from bpm.specs.start_event import StartEvent


class ProcessSpec(BpmnProcessSpec):
    """What a scope is made of: its nodes, where tokens begin, what it declares.

    `is_process` tells a process (whose variables nobody outside sees) from the inside of a subprocess.
    """

    def __init__(self, name: str, *, title: str, is_process: bool) -> None:
        super().__init__(name=name, description=title)
        self.is_process = is_process
        self.nodes: dict[str, FlowNode] = {}
        self.flows: dict[str, Flow] = {}
        self.beginnings: tuple[FlowNode, ...] = ()
        self.start_events: tuple[StartEvent, ...] = ()
        self.event_subprocesses: tuple[EventSubprocess, ...] = ()
        self.variables: tuple[Variable, ...] = ()
        self.aliases: dict[str, str] = {}
        self.link_catches: dict[str, str] = {}
        self.compensation = Compensation(self)

    @property
    def compensates_itself(self) -> EventSubprocess | None:
        """The compensation event subprocess of this scope, if it has one (BPMN 13.5.5)."""
        return next((each for each in self.event_subprocesses if each.start.definition.kind == "compensation"), None)
