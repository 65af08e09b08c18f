"""From the specs of several files to one model: calls bound, pools and messages connected, decisions found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpm.decisions import read_decisions
from bpm.dialect import B, L
from bpm.errors import ModelError
from bpm.model import MessageTarget, Model
from bpm.parsing import declarations
from bpm.parsing.xml import is_true, ours
from bpm.reading.parsing import parse as open_xml
from bpm.sentences import Sentence
from bpm.specs.activity import Activity
from bpm.specs.catching import Catching
from bpm.specs.inclusive_gateway import InclusiveGateway
from bpm.specs.participant import Participant
from bpm.specs.start_event import StartEvent
from bpm.specs.subprocess import CallActivity
from bpm.specs.tasks import BusinessRuleTask

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bpm.decisions import Decision
    from bpm.specs.flow_node import FlowNode
    from bpm.specs.process import ProcessSpec


class Assembly:
    """Puts one model together; the first file is the model's own."""

    def __init__(self, parser_class: Any, files: Sequence[bytes], decisions: Sequence[bytes]) -> None:
        self.parsers = [parser_class(open_xml(data.decode())) for data in files]
        self.decisions: dict[str, Decision] = {}
        for data in decisions:
            self.decisions.update(read_decisions(open_xml(data.decode())))
        self.specs: dict[str, ProcessSpec] = {}
        self.bound: set[int] = set()

    def model(self, process_id: str | None) -> Model:
        """The model whose main process is `process_id`, or the one the reader chose."""
        own = self.parsers[0]
        main_id = process_id or own.root.get(f"{L}main") or next(iter(own.process_parsers))
        main = self.spec_of(own, main_id)
        process = own.process_parsers[main_id].node
        model = Model(
            main=main,
            processes=self.specs,
            is_foreign=is_true(own.root.get(f"{L}foreign")),
            participants=tuple(self.participants(own, main)),
            dialogs=self.declared(declarations.dialogs),
            fields=self.declared(declarations.fields),
            ticket=declarations.ticket(process),
            decisions=self.decisions,
            messages=self.named_roots("message"),
            signals=self.named_roots("signal"),
        )
        self.connect_message_flows(own, model)
        self.mark_customers(own)
        self.summarise(model)
        return model

    def spec_of(self, parser: Any, process_id: str) -> ProcessSpec:
        """The spec of a process of one file, with its calls bound."""
        spec: ProcessSpec = parser.get_process_parser(process_id).get_spec()
        if id(spec) not in self.bound:
            self.bound.add(id(spec))
            self.specs[process_id if process_id not in self.specs else f"{len(self.specs)}:{process_id}"] = spec
            self.bind(parser, spec)
        return spec

    def bind(self, parser: Any, spec: ProcessSpec) -> None:
        """Bind what the nodes of a scope refer to."""
        for node in spec.nodes.values():
            element = next((lane for lane in [parser.lanes.get(node.name)] if lane is not None), None)
            if element is not None and isinstance(node, Activity) and not node.may:
                node.may = declarations.may(element)
            if isinstance(node, CallActivity):
                node.inside = self.called(parser, node)
            elif isinstance(node, BusinessRuleTask):
                self.bind_decision(parser, node)
            elif getattr(node, "inside", None) is not None:
                self.spec_of(parser, node.name)

    def called(self, parser: Any, node: CallActivity) -> ProcessSpec:
        """The process a call activity names: in its own file first, then in the others."""
        name = parser.elements[node.name].get("calledElement")
        for each in [parser, *(other for other in self.parsers if other is not parser)]:
            found = each.get_process_parser(name)
            if found is not None and found.node.tag == f"{B}process":
                return self.spec_of(each, name)
        said = Sentence("{node} calls the process {name}, which is in none of the files.", node=node.name, name=repr(name))
        raise ModelError(said, element=node.name)

    def bind_decision(self, parser: Any, node: BusinessRuleTask) -> None:
        """The decision a business-rule task names."""
        for asked in ours(parser.elements[node.name], "decision"):
            if asked.get("ref") not in self.decisions:
                raise ModelError(_no_decision(node, asked.get("ref")), element=node.name)
            node.decision = self.decisions[asked.get("ref")]

    def participants(self, own: Any, main: ProcessSpec) -> Iterator[Participant]:
        """The other filled pools of the file, but for those that are called."""
        called = {element.get("calledElement") for element in own.root.iter(f"{B}callActivity")}
        for element in own.root.iter(f"{B}participant"):
            process_id = element.get("processRef")
            found = own.get_process_parser(process_id) if process_id else None
            if found is None or process_id in called or process_id == main.name or f"(pool) {process_id}" in main.task_specs:
                continue
            spec = self.spec_of(own, process_id)
            if spec.nodes:
                yield Participant(main, spec, pool=element.get("id"))

    def declared(self, read: Any) -> dict[str, Any]:
        """What all processes of all files declare, the own file's first."""
        found: dict[str, Any] = {}
        for parser in self.parsers:
            for process in parser.root.findall(f"{B}process"):
                found = {**read(process), **found}
        return found

    def named_roots(self, tag: str) -> dict[str, str]:
        """Ids of root elements to their names."""
        return {element.get("id"): element.get("name") for parser in reversed(self.parsers) for element in parser.root.findall(f"{B}{tag}")}

    def connect_message_flows(self, own: Any, model: Model) -> None:
        """Tell each node whom its message flows reach."""
        pools = {element.get("id"): element.get("processRef") for element in own.root.iter(f"{B}participant")}
        by_id = {name: node for spec in model.all_specs for name, node in spec.nodes.items()}
        for flow in own.root.iter(f"{B}messageFlow"):
            source = by_id.get(flow.get("sourceRef"))
            if source is not None and not (
                isinstance(source, Catching) and source.type != "receiveTask" and source.definition.kind == "message"
            ):
                target = message_target(flow.get("targetRef"), source, by_id, pools)
                if target is not None:
                    source.sends = (*source.sends, target)

    def mark_customers(self, own: Any) -> None:
        """A customer's pool marks its user tasks as the customer's."""
        for element in own.root.iter(f"{B}participant"):
            if is_customers(element.get("name") or "") and element.get("processRef") in self.specs:
                for node in self.specs[element.get("processRef")].nodes.values():
                    if node.type in ("userTask", "manualTask") and not node.may:
                        node.may = (declarations.May(customer="ticket"),)  # type: ignore[attr-defined]

    def summarise(self, model: Model) -> None:
        """Note what makes a step look for more than tokens that move."""
        all_nodes = [node for spec in model.all_specs for node in spec.nodes.values()]
        definitions = [each for node in all_nodes if isinstance(node, (Catching, StartEvent)) for each in node.definitions]
        model.caught_messages = frozenset(definition.name for definition in definitions if definition.kind == "message")
        model.has_conditional_events = any(definition.kind == "conditional" for definition in definitions)
        model.has_inclusive_joins = any(isinstance(node, InclusiveGateway) and node.joins for node in all_nodes)


def _no_decision(node: BusinessRuleTask, ref: str | None) -> Sentence:
    return Sentence("{node} asks the decision {ref}, which is in none of the files.", node=node.name, ref=repr(ref))


def message_target(target_id: str | None, source: FlowNode, by_id: dict[str, FlowNode], pools: dict[str, str]) -> MessageTarget | None:
    """Where a message flow ends: at a catching node, at the first message start of a filled pool, or outside."""
    node = by_id.get(target_id or "")
    definition = getattr(source, "definition", None)
    thrown = definition.name if definition is not None and definition.kind == "message" else ""
    if node is None and pools.get(target_id or ""):
        node = next(
            (
                each
                for each in by_id.values()
                if isinstance(each, StartEvent) and each.process.name == pools[target_id or ""] and each.definition.kind == "message"
            ),
            None,
        )
    if node is not None:
        caught = getattr(node, "definition", None)
        return MessageTarget(message=thrown or caught.name, node=node.name) if caught is not None and caught.kind == "message" else None
    if thrown and definition is not None and definition.is_named:
        return MessageTarget(message=thrown, node=None)
    return None


def is_customers(name: str) -> bool:
    """Whether a pool is the customer's, by its name."""
    words = name.lower().replace("-", " ").split()
    return any(word in ("customer", "customers", "kunde", "kunden", "kundin") for word in words)
