"""Puts a model together: the shape that `From OTRS` of dialect.md describes.

Activity: user task, then a gateway whose flows are its transitions in their order and whose default flow leads back. The start event
offers the start dialog and leads to the gateway of the start activity. Actions stand in one service task on the way of a transition.
"""

from dataclasses import dataclass
from typing import Any

from lxml import etree

from bpm.dialect import LZ
from bpm.otrs.actions import ActionWriter
from bpm.otrs.conditions import NEVER, Conditions
from bpm.otrs.diagram import Box, Diagram
from bpm.otrs.dialogs import PROCESS_DEFAULTS, DialogWriter
from bpm.otrs.errors import ConfigError
from bpm.otrs.export import Edge, Export, as_list, as_text
from bpm.otrs.fields import PREFIX, Fields, field_lists
from bpm.otrs.report import Finding, Report
from bpm.otrs.texts import template
from bpm.otrs.xml import PREFIXES, Ids, put, put_text, qualified

_STATES = {
    **dict.fromkeys(("Active", "S1"), ""),
    **dict.fromkeys(("Inactive", "S2"), "The process is inactive in OTRS. Activate the model only if it should run."),
    **dict.fromkeys(("FadeAway", "S3"), "The process fades away in OTRS: no new tickets are to start in it."),
}


@dataclass(frozen=True)
class OtrsImport:
    """The model as BPMN, the id of its process, and what became of each entity."""

    xml: bytes
    process_id: str
    report: list[Finding]


def build(export: Export) -> OtrsImport:
    return _Builder(export).build()


class _Builder:
    def __init__(self, export: Export) -> None:
        self._export = export
        self._report = Report()
        self._fields = Fields(self._report, field_lists(export))
        self._conditions = Conditions(fields=self._fields, report=self._report)
        self._ids = Ids()
        self._diagram = Diagram()
        self._root = etree.Element(qualified("bpmn:definitions"), nsmap=PREFIXES)
        self._node: dict[str, str] = {}
        self._gateway: dict[str, str] = {}
        self._dialog: dict[str, str] = {}

    def build(self) -> OtrsImport:
        export, ids = self._export, self._ids
        process_id = ids.new(export.process.id)
        self._root.set("id", ids.new(f"{process_id}_file"))
        self._root.set("targetNamespace", f"{LZ}:otrs")
        process = put(self._root, "bpmn:process", id=process_id, name=export.process.name, isExecutable="true")
        if description := as_text(export.process.config.get("Description", "")):
            put_text(process, "bpmn:documentation", text=description)
        self._name_all()
        self._diagram.lay_out(export, start=self._start_activity())
        extensions = put(process, "bpmn:extensionElements")
        self._ticket(extensions)
        flow = self._flow_nodes(process)
        self._dialogs(extensions)
        self._declare(extensions)
        self._flows(process, flow)
        self._diagram.write(self._root, process_id=process_id, ids=ids)
        self._finish_report()
        return OtrsImport(
            etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", pretty_print=True), process_id, list(self._report)
        )

    # -- names

    def _name_all(self) -> None:
        for activity in self._export.ways:
            self._node[activity] = self._ids.new(activity)
        for activity, edges in self._export.ways.items():
            if edges:
                self._gateway[activity] = self._ids.new(f"{activity}_gateway")
        wanted = [self._export.start_dialog, *(dialog for offered in self._export.offered.values() for dialog in offered)]
        for dialog in filter(None, wanted):
            if dialog not in self._dialog:
                self._dialog[dialog] = self._ids.new(dialog)

    def _start_activity(self) -> str:
        if self._export.start_activity:
            return self._export.start_activity
        entered = {edge.target for edge in self._export.edges if edge.target != edge.activity}
        start = next((activity for activity in self._export.ways if activity not in entered), next(iter(self._export.ways)))
        name = self._export.activities[start].name
        self._report.add(
            self._export.process.key,
            "adapted",
            f"It names no activity to start with; it starts with {name!r}, to which no transition leads.",
        )
        return start

    # -- declarations

    def _ticket(self, extensions: Any) -> None:
        """What OTRS gives a new process ticket where the start dialog says nothing (desk.md 11.3)."""
        title = f"{template(self._export.process.name)} - {{{{ now() }}}}"
        defaults = {key.lower(): PROCESS_DEFAULTS[key] for key in ("Queue", "State", "Priority")}
        put(extensions, "lz:ticket", title=title, **defaults)
        self._report.add(
            self._export.process.key,
            "adapted",
            "A ticket without a title is called by the process and the time; OTRS would take the subject of the article first.",
        )

    def _dialogs(self, extensions: Any) -> None:
        for dialog, dialog_id in self._dialog.items():
            writer = DialogWriter(self._export.dialogs[dialog], fields=self._fields, report=self._report)
            writer.write(extensions, dialog_id=dialog_id, starts=dialog == self._export.start_dialog)
        for dialog, entity in self._export.dialogs.items():
            if dialog not in self._dialog:
                self._report.add(entity.key, "documentation", "No activity offers it; it is left out.")

    def _declare(self, extensions: Any) -> None:
        """Fields stand before the dialogs that show them; they are known only once all has been written."""
        shown = {show.get("field") for show in extensions.iter(qualified("lz:show"))}
        place = 1
        for original, name in self._fields.names.items():
            kind = "multiselect" if self._fields.holds_list(original) else "text"
            declared = etree.Element(qualified("lz:field"), name=name, type=kind, label=original)
            extensions.insert(place, declared)
            place += 1
            if name not in shown:
                self._report.add(
                    (PREFIX + original, original),
                    "adapted",
                    f"No dialog shows the field {original!r}; it is declared, since conditions or actions use it.",
                )
        if self._fields.names:
            self._report.add(
                self._export.process.key,
                "adapted",
                "An export holds no definitions of fields: they are declared as texts, or as lists where a condition asks for one. Correct type, label and options.",
            )

    # -- nodes

    def _flow_nodes(self, process: Any) -> list[tuple[str, str, str, dict[str, str]]]:
        """Writes all nodes and returns the flows between them: id, source, target, and what else is to be said of a flow."""
        start = self._start_activity()
        flows = [self._start(process, start)]
        for activity in self._export.ways:
            self._activity(process, activity)
        for activity, edges in self._export.ways.items():
            if edges:
                flows += self._ways_out(process, activity, edges)
        return flows

    def _start(self, process: Any, start: str) -> tuple[str, str, str, dict[str, str]]:
        start_id = self._ids.new("start")
        event = put(process, "bpmn:startEvent", id=start_id, name=self._export.process.name)
        if dialog := self._dialog.get(self._export.start_dialog):
            put(put(event, "bpmn:extensionElements"), "lz:offers", dialog=dialog)
        else:
            self._report.add(
                self._export.process.key,
                "adapted",
                "It has no start dialog, so in OTRS nobody can start it by hand; here it starts without one.",
            )
        self._diagram.place(start_id, Box("start", start))
        target = self._gateway.get(start, self._node[start])
        return self._ids.new(f"{start_id}_flow"), start_id, target, {}

    def _activity(self, process: Any, activity: str) -> None:
        entity, offered, goes_on = self._export.activities[activity], self._export.offered[activity], activity in self._gateway
        node = self._node[activity]
        if not offered and not goes_on:
            put(process, "bpmn:endEvent", id=node, name=entity.name)
            self._diagram.place(node, Box("end", activity))
            return
        task = put(process, "bpmn:userTask", id=node, name=entity.name, lz__advances="on-change" if goes_on else "")
        self._offers(task, offered, completes=goes_on)
        self._diagram.place(node, Box("task", activity))
        if goes_on:
            put(process, "bpmn:exclusiveGateway", id=self._gateway[activity], name="")
            self._diagram.place(self._gateway[activity], Box("gateway", activity))
        else:
            self._report.add(
                entity.key,
                "adapted",
                "No transition leads on and it has dialogs: it stays open, and they can be used again and again, as in OTRS.",
            )
        if not offered:
            self._report.add(entity.key, "carried", "It has no dialogs; it goes on when the ticket changes.")

    def _offers(self, task: Any, offered: tuple[str, ...], *, completes: bool) -> None:
        if not offered:
            return
        extensions = put(task, "bpmn:extensionElements")
        for dialog in offered:
            put(extensions, "lz:offers", dialog=self._dialog[dialog], completes="" if completes else "false")
        if any("CustomerInterface" in as_list(self._export.dialogs[dialog].config.get("Interface", "")) for dialog in offered):
            put(extensions, "lz:may", customer="ticket")
            put(extensions, "lz:may", customer="company")

    # -- ways

    def _ways_out(self, process: Any, activity: str, edges: tuple[Edge, ...]) -> list[tuple[str, str, str, dict[str, str]]]:
        node, gateway = self._node[activity], self._gateway[activity]
        stay = self._ids.new(f"{activity}_stay")
        process.find(f"*[@id='{gateway}']").set("default", stay)
        flows: list[tuple[str, str, str, dict[str, str]]] = [(self._ids.new(f"{activity}_done"), node, gateway, {})]
        aborted = ""
        for order, edge in enumerate(edges, start=1):
            condition, aborted = self._condition(edge, aborted)
            flows += self._way(process, edge, {"order": str(order), "condition": condition})
        return [*flows, (stay, gateway, node, {"name": ""})]

    def _condition(self, edge: Edge, aborted: str) -> tuple[str, str]:
        """The condition of a way; once OTRS met a condition it cannot evaluate, it tries no later one of the activity."""
        transition = self._export.transitions[edge.transition]
        activity = self._export.activities[edge.activity].name
        if aborted:
            self._report.add(
                transition.key,
                "refused",
                f"It is never taken from {activity!r}, as in OTRS: {aborted!r} is tried before it and stops there.",
            )
            return NEVER, aborted
        try:
            return self._conditions.expression(transition), ""
        except ConfigError as error:
            self._report.add(
                transition.key,
                "refused",
                f"OTRS cannot evaluate it ({error}), so neither it nor a later transition of the activity is ever taken.",
            )
            return NEVER, transition.name

    def _way(self, process: Any, edge: Edge, more: dict[str, str]) -> list[tuple[str, str, str, dict[str, str]]]:
        gateway, target = self._gateway[edge.activity], self._node[edge.target]
        flow_id = self._ids.new(f"{edge.activity}_{edge.transition}")
        more["name"] = self._export.transitions[edge.transition].name
        service = self._service(process, edge, f"{flow_id}_actions")
        if service is None:
            return [(flow_id, gateway, target, more)]
        return [(flow_id, gateway, service, more), (self._ids.new(f"{flow_id}_then"), service, target, {})]

    def _service(self, process: Any, edge: Edge, wish: str) -> str | None:
        entities = [self._export.actions[action] for action in edge.actions]
        actions = [action for entity in entities for action in ActionWriter(entity, fields=self._fields, report=self._report).write()]
        if not actions:
            return None
        node = self._ids.new(wish)
        task = put(process, "bpmn:serviceTask", id=node, name=", ".join(entity.name for entity in entities))
        extensions = put(task, "bpmn:extensionElements")
        for action in actions:
            element = put(extensions, "lz:action", name=action.name, onError="continue")
            for name, value in action.params.items():
                put_text(element, "lz:param", text=value, name=name)
        self._diagram.place(node, Box("service", edge.activity, edge.target))
        return node

    def _flows(self, process: Any, flows: list[tuple[str, str, str, dict[str, str]]]) -> None:
        for flow_id, source, target, more in flows:
            flow = put(
                process,
                "bpmn:sequenceFlow",
                id=flow_id,
                name=more.get("name", ""),
                sourceRef=source,
                targetRef=target,
                lz__order=more.get("order", ""),
            )
            if "condition" in more:
                put_text(flow, "bpmn:conditionExpression", text=more["condition"])
            self._diagram.connect(flow_id, source, target)

    # -- report

    def _finish_report(self) -> None:
        export, report = self._export, self._report
        if message := _STATES.get(export.state, ""):
            report.add(export.process.key, "documentation", message)
        used = {
            "transition": {edge.transition for edge in export.edges},
            "action": {action for edge in export.edges for action in edge.actions},
        }
        for kind, pool in (("transition", export.transitions), ("action", export.actions)):
            for key, entity in pool.items():
                if key not in used[kind]:
                    report.add(entity.key, "documentation", f"No way in the process uses this {kind}; it is left out.")
        for key, entity in export.activities.items():
            if key not in export.ways:
                report.add(entity.key, "documentation", "It does not belong to the process; it is left out.")
        told = report.told()
        for entity in (
            export.process,
            *(one for pool in (export.activities, export.dialogs, export.transitions, export.actions) for one in pool.values()),
        ):
            if entity.id not in told:
                report.add(entity.key, "carried", "Carried over as it is.")
