"""From a normalised model to specs that run: SpiffWorkflow's parser with our elements in it.

Spiff's parser follows the flows recursively from the start events, orders flows by the y-coordinates of their targets and drops
what it does not know.  Ours builds the nodes of a scope in document order, then wires them.  It trusts its input: everything a
model may get wrong has been found and named by the reader.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag

from bpm.dialect import B, L
from bpm.parsing import declarations, nodes, wiring
from bpm.parsing.assembly import Assembly
from bpm.parsing.xml import is_true, tag_of
from bpm.specs import (
    ad_hoc,
    catching,
    event_based_gateway,
    event_subprocess,
    inclusive_gateway,
    parallel_gateway,
    start_event,
    subprocess,
    tasks,
    throwing,
)
from bpm.specs.boundary_event import BoundaryEvent
from bpm.specs.exclusive_gateway import ExclusiveGateway
from bpm.specs.process import ProcessSpec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpm.model import Model
    from bpm.specs.flow_node import FlowNode

DEEP_ENOUGH = 20_000  # subprocesses may be nested 200 deep, each some ten frames
GLOBAL_TASKS = {"userTask": tasks.UserTask, "manualTask": tasks.UserTask}


def parse(xml: bytes, others: Sequence[bytes] = (), *, decisions: Sequence[bytes] = (), process_id: str | None = None) -> Model:
    """Build the model of one file; `others` are files whose processes it may call, `decisions` DMN files.

    Args:
        xml: a normalised model, as `bpm.reader` makes it.
        process_id: the main process, if not the one the reader chose.

    Raises:
        ModelError: something in the file cannot run.
    """
    sys.setrecursionlimit(max(sys.getrecursionlimit(), DEEP_ENOUGH))
    return Assembly(ModelParser, [xml, *others], decisions).model(process_id)


class NodeParser(TaskParser):
    """Makes the spec of one node."""

    def parse_node(self) -> FlowNode:
        spec: FlowNode = self.spec_class_for()(self.spec, self.bpmn_id, bpmn_name=self.node.get("name"), lane=self.lane)
        spec.bpmn_name = self.node.get("name")
        spec.default = self.node.get("default") or None
        nodes.describe(spec, self.node, self.process_parser.parser.roots)
        if isinstance(spec, subprocess.Subprocess) and spec.type != "callActivity":
            self.parse_inside(spec)
        return spec

    def spec_class_for(self) -> type[FlowNode]:
        """The class for this node: event subprocesses and calls of global tasks have the tag of something else."""
        if is_true(self.node.get("triggeredByEvent")):
            return event_subprocess.EventSubprocess
        if tag_of(self.node) == "callActivity" and not self.node.get("calledElement"):
            return GLOBAL_TASKS.get(self.node.get(f"{L}global"), tasks.PlainTask)
        return self.spec_class  # type: ignore[no-any-return]

    def parse_inside(self, spec: subprocess.Subprocess) -> None:
        """The scope inside a subprocess."""
        parser = self.process_parser.parser
        parser.create_parser(self.node, self.filename)
        spec.inside = parser.get_process_parser(self.bpmn_id).get_spec()
        if isinstance(spec, event_subprocess.EventSubprocess):
            spec.start = spec.inside.start_events[0]


class ScopeParser(ProcessParser):
    """Makes the spec of a process or of the inside of a subprocess."""

    spec: ProcessSpec

    def _index_process_nodes(self) -> None:
        """Nothing is looked up by id: nodes are built in document order."""

    def _get_lane(self) -> str | None:
        return None

    def _parse(self) -> None:
        self.spec = ProcessSpec(self.bpmn_id, title=self.node.get("name") or self.bpmn_id, is_process=tag_of(self.node) == "process")
        self.spec.variables = declarations.variables(self.node)
        self.spec.aliases = declarations.aliases(self.node)
        for element in self.node:
            node_parser, spec_class = self.parser._get_parser_class(element.tag)
            if node_parser is not None:
                node_parser(self, spec_class, element, self.nsmap, lane=self.parser.lane_of(element)).parse_node()
        wiring.wire(self.spec, self.node)


class ModelParser(BpmnParser):
    """SpiffWorkflow's parser for one file, with our specs for every tag."""

    PROCESS_PARSER_CLASS = ScopeParser
    PARSER_CLASSES = {  # noqa: RUF012 - Spiff reads it as a plain class attribute
        full_tag(tag): (NodeParser, spec_class)
        for tag, spec_class in {
            "startEvent": start_event.StartEvent,
            "endEvent": throwing.EndEvent,
            "intermediateCatchEvent": catching.IntermediateCatchEvent,
            "intermediateThrowEvent": throwing.IntermediateThrowEvent,
            "boundaryEvent": BoundaryEvent,
            "task": tasks.PlainTask,
            "userTask": tasks.UserTask,
            "manualTask": tasks.UserTask,
            "serviceTask": tasks.ServiceTask,
            "sendTask": tasks.SendTask,
            "receiveTask": tasks.ReceiveTask,
            "scriptTask": tasks.ScriptTask,
            "businessRuleTask": tasks.BusinessRuleTask,
            "callActivity": subprocess.CallActivity,
            "subProcess": subprocess.Subprocess,
            "transaction": subprocess.Subprocess,
            "adHocSubProcess": ad_hoc.AdHocSubprocess,
            "exclusiveGateway": ExclusiveGateway,
            "inclusiveGateway": inclusive_gateway.InclusiveGateway,
            "parallelGateway": parallel_gateway.ParallelGateway,
            "eventBasedGateway": event_based_gateway.EventBasedGateway,
        }.items()
    }

    def __init__(self, root: Any) -> None:
        super().__init__()
        self.root = root
        self.roots = {element.get("id"): element for element in root if element.get("id")}
        self.elements = {element.get("id"): element for element in root.iter(f"{B}*") if element.get("id")}
        self.lanes = innermost_lanes(root)
        self.add_bpmn_xml(root)

    def lane_of(self, element: Any) -> str:
        """The name of the lane a node stands in; empty if it stands in none (None would make Spiff search the document)."""
        lane = self.lanes.get(element.get("id"))
        return "" if lane is None else lane.get("name") or lane.get("id")

    def _add_processes(self, bpmn: Any, filename: str | None = None) -> None:
        for process in bpmn.findall(f"{B}process"):
            self.create_parser(process, filename)

    def _add_data_stores(self, bpmn: Any) -> None:
        """Data stores are documentation."""

    def _add_diagram_indexes(self, bpmn: Any) -> None:
        """The layout says nothing about how a model runs."""

    def _add_correlations(self, bpmn: Any) -> None:
        """Messages are correlated by `lz:message`."""


def innermost_lanes(root: Any) -> dict[str, Any]:
    """The innermost lane of each node: an inner lane comes later in the document than the one around it."""
    return {(ref.text or "").strip(): lane for lane in root.iter(f"{B}lane") for ref in lane.findall(f"{B}flowNodeRef")}
