"""Transitions as conditional flows of the gateways, with one service task for the actions on the way."""

from typing import Any

from bpm.otrs.actions import ActionWriter
from bpm.otrs.conditions import NEVER, Conditions
from bpm.otrs.draft import Draft, Flow
from bpm.otrs.errors import ConfigError
from bpm.otrs.export import Edge
from bpm.otrs.xml import put, put_text
from bpm.sentences import Sentence


class Ways:
    """Writes the ways out of activities."""

    def __init__(self, process: Any, draft: Draft) -> None:
        self._process = process
        self._draft = draft
        self._conditions = Conditions(fields=draft.fields, report=draft.report)

    def write(self, edges: tuple[Edge, ...]) -> None:
        """The ways out of one activity, in the order in which OTRS tries them."""
        stopped_by = ""
        for order, edge in enumerate(edges, start=1):
            condition, stopped_by = self._condition(edge, stopped_by)
            self._write_way(edge, condition=condition, order=order)

    def _condition(self, edge: Edge, stopped_by: str) -> tuple[str, str]:
        """Once OTRS meets a condition that it cannot evaluate, it tries no later one of the activity."""
        transition, report = self._draft.export.transitions[edge.transition], self._draft.report
        if stopped_by:
            activity = self._draft.export.activities[edge.activity].name
            message = Sentence(
                "It is never taken from {activity!r}, as in OTRS: {stopped_by!r} comes first and stops it all.",
                activity=activity,
                stopped_by=stopped_by,
            )
            report.add(transition.key, "refused", message)
            return NEVER, stopped_by
        try:
            return self._conditions.expression(transition), ""
        except ConfigError as error:
            message = Sentence(
                "OTRS cannot evaluate it ({reason}), so neither it nor a later transition of the activity is ever taken.",
                reason=error.message,
            )
            report.add(transition.key, "refused", message)
            return NEVER, transition.name

    def _write_way(self, edge: Edge, *, condition: str, order: int) -> None:
        draft = self._draft
        gateway, target = draft.gateway[edge.activity], draft.node[edge.target]
        flow_id = draft.ids.new(f"{edge.activity}_{edge.transition}")
        service = self._write_actions(edge, f"{flow_id}_actions")
        name = draft.export.transitions[edge.transition].name
        draft.flows.append(Flow(flow_id, gateway, service or target, name, str(order), condition))
        if service:
            draft.flows.append(Flow(draft.ids.new(f"{flow_id}_then"), service, target))

    def _write_actions(self, edge: Edge, wish: str) -> str | None:
        """The id of the service task; None where nothing is to be done on the way."""
        draft = self._draft
        entities = [draft.export.actions[action] for action in edge.actions]
        actions = [action for entity in entities for action in ActionWriter(entity, fields=draft.fields, report=draft.report).write()]
        if not actions:
            return None
        node = draft.ids.new(wish)
        task = put(self._process, "bpmn:serviceTask", id=node, name=", ".join(entity.name for entity in entities))
        extensions = put(task, "bpmn:extensionElements")
        for action in actions:
            element = put(extensions, "lz:action", name=action.name, onError="continue")
            for name, value in action.params.items():
                put_text(element, "lz:param", text=value, name=name)
        return node


def write_flows(process: Any, draft: Draft) -> None:
    for flow in draft.flows:
        element = put(
            process, "bpmn:sequenceFlow", id=flow.id, name=flow.name, sourceRef=flow.source, targetRef=flow.target, lz__order=flow.order
        )
        if flow.condition is not None:
            put_text(element, "bpmn:conditionExpression", text=flow.condition)
