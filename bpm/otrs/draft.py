"""A model while it is being written: what all its writers share, and the ids of what they write."""

from dataclasses import dataclass, field

from bpm.otrs.export import Export
from bpm.otrs.fields import Fields, field_lists
from bpm.otrs.report import Report
from bpm.otrs.xml import Ids
from bpm.sentences import Sentence


@dataclass(frozen=True)
class Flow:
    """A sequence flow to be written. A condition, and the order in which it is tried, have only the ways of a gateway."""

    id: str
    source: str
    target: str
    name: str = ""
    order: str = ""
    condition: str | None = None


@dataclass
class Draft:
    """`node`, `gateway` and `dialog` give the ids here of what OTRS knows under its own."""

    export: Export
    report: Report
    fields: Fields
    process_id: str
    start: str
    ids: Ids = field(default_factory=Ids)
    node: dict[str, str] = field(default_factory=dict)
    gateway: dict[str, str] = field(default_factory=dict)
    dialog: dict[str, str] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)


def new_draft(export: Export) -> Draft:
    report, ids = Report(), Ids()
    process_id = ids.new(export.process.id)
    draft = Draft(export, report, Fields(report, field_lists(export)), process_id, _start_activity(export, report), ids)
    draft.node = {activity: ids.new(activity) for activity in export.ways}
    draft.gateway = {activity: ids.new(f"{activity}_gateway") for activity, edges in export.ways.items() if edges}
    offered = [export.start_dialog, *(dialog for dialogs in export.offered.values() for dialog in dialogs)]
    draft.dialog = {dialog: ids.new(dialog) for dialog in dict.fromkeys(offered) if dialog}
    return draft


def _start_activity(export: Export, report: Report) -> str:
    if export.start_activity:
        return export.start_activity
    entered = {edge.target for edge in export.edges if edge.target != edge.activity}
    start = next((activity for activity in export.ways if activity not in entered), next(iter(export.ways)))
    name = export.activities[start].name
    report.add(export.process.key, "adapted", Sentence("It names no activity to start with; it starts with {name!r}.", name=name))
    return start
