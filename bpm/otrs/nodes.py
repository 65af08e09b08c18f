"""Activities and the start: user tasks that offer their dialogs, gateways behind them, end events."""

from typing import Any

from bpm.otrs.draft import Draft, Flow
from bpm.otrs.export import as_list
from bpm.otrs.xml import put
from bpm.sentences import Sentence


def write_start(process: Any, draft: Draft) -> None:
    """The start dialog, and at once the transitions of the start activity."""
    start_id = draft.ids.new("start")
    event = put(process, "bpmn:startEvent", id=start_id, name=draft.export.process.name)
    if dialog := draft.dialog.get(draft.export.start_dialog):
        put(put(event, "bpmn:extensionElements"), "lz:offers", dialog=dialog)
    else:
        message = Sentence("It has no start dialog, so in OTRS nobody can start it by hand; here it starts without one.")
        draft.report.add(draft.export.process.key, "adapted", message)
    target = draft.gateway.get(draft.start, draft.node[draft.start])
    draft.flows.append(Flow(draft.ids.new(f"{start_id}_flow"), start_id, target))


def write_activity(process: Any, draft: Draft, activity: str) -> None:
    entity, node = draft.export.activities[activity], draft.node[activity]
    offered, goes_on = draft.export.offered[activity], activity in draft.gateway
    if offered or goes_on:
        task = put(process, "bpmn:userTask", id=node, name=entity.name, lz__advances="on-change" if goes_on else "")
        _write_offers(task, draft, offered, completes=goes_on)
    else:
        put(process, "bpmn:endEvent", id=node, name=entity.name)
    if goes_on:
        _write_gateway(process, draft, activity)
    elif offered:
        message = Sentence("No transition leads on and it has dialogs: it stays open, and they can be used again and again, as in OTRS.")
        draft.report.add(entity.key, "carried", message)
    if goes_on and not offered:
        draft.report.add(entity.key, "carried", Sentence("It has no dialogs; it goes on when the ticket changes."))


def _write_gateway(process: Any, draft: Draft, activity: str) -> None:
    """The way back is the default: where no transition matches, the ticket stays."""
    node, gateway, stay = draft.node[activity], draft.gateway[activity], draft.ids.new(f"{activity}_stay")
    put(process, "bpmn:exclusiveGateway", id=gateway, default=stay)
    draft.flows += [Flow(draft.ids.new(f"{activity}_done"), node, gateway), Flow(stay, gateway, node)]


def _write_offers(task: Any, draft: Draft, offered: tuple[str, ...], *, completes: bool) -> None:
    if not offered:
        return
    extensions = put(task, "bpmn:extensionElements")
    for dialog in offered:
        put(extensions, "lz:offers", dialog=draft.dialog[dialog], completes="" if completes else "false")
    if any("CustomerInterface" in as_list(draft.export.dialogs[dialog].config.get("Interface", "")) for dialog in offered):
        put(extensions, "lz:may", customer="ticket")
        put(extensions, "lz:may", customer="company")
