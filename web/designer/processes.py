"""Processes and their versions: the list, a process with who did what and why, and a version on its diagram."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext, ngettext
from sqlalchemy import func, select

from desk.groups import Group
from desk.master_data import Validity
from foundation.db import db
from foundation.errors import Refused
from processes import definitions, due
from processes.definitions import NotActivatable
from processes.incidents import OPEN, Incident
from processes.instances import Instance
from processes.versions import ProcessVersion
from web import readers
from web.admission import Admits, Views
from web.designer.reports import say
from web.navigation import in_navigation
from web.node_kinds import node_kind

MOST_TOLD: Final = 100  # warnings, and as many elements that run adapted
MOST_STEPS: Final = 250  # lines of the outline at once

views = Views("designer", __name__, admits=Admits.DESIGNERS, url_prefix="/designer")


@views.get("/")
@in_navigation("agent", "2 design", 10, icon="workflow", label=lazy_gettext("Processes"), key="g p")
def show_list() -> ResponseReturnValue:
    """All processes, with what runs of each."""
    return render_template("designer/list.html", processes=definitions.listed(), incidents=incidents_by_process())


def incidents_by_process() -> dict[int, int]:
    """Open incidents by version."""
    rows = db.session.execute(
        select(Instance.version_id, func.count())
        .join(Incident, Incident.instance_id == Instance.id)
        .where(OPEN)
        .group_by(Instance.version_id)
    )
    return dict(rows.all())


@views.get("/processes/<process_id>")
def show(process_id: str) -> ResponseReturnValue:
    """A process with its versions."""
    definition = definitions.definition_of(process_id)
    listed = next(each for each in definitions.listed() if each.process_id == process_id)
    groups = db.session.scalars(select(Group.name).where(Group.validity == Validity.VALID).order_by(Group.name)).all()
    starts = [start for start in due.failed_starts() if start.version.definition_id == definition.id]
    incidents = incidents_by_process()
    return render_template("designer/process.html", definition=definition, listed=listed, groups=groups, incidents=incidents, starts=starts)


@views.get("/processes/<process_id>/versions/<int:number>")
def show_version(process_id: str, number: int) -> ResponseReturnValue:
    """A version on its diagram: what runs where, what the reader said, its dialogs."""
    return page_of(definitions.version_numbered(process_id, number))


def page_of(version: ProcessVersion, *, problems: dict[str, str] | None = None) -> ResponseReturnValue:
    """The page of a version; `problems`: why it cannot be activated, by element."""
    used = definitions.nodes_in_use(version.id)
    reports = definitions.report_of(version, say)
    asking = definitions.dialogs_offered(version.id)
    outline = definitions.outline_of(version.id)
    begins = min(max(request.args.get("step", 0, type=int), 0), len(outline))
    warnings = [{**warning, "file": report["file"]} for report in reports for warning in report["warnings"]]
    adapted = [element for report in reports for element in report["elements"] if element["verdict"] == "adapted"]
    badges = {node: str(use.open + use.waiting) for node, use in used.items()}
    wrong = sorted(problems or {})
    page = render_template(
        "designer/version.html",
        version=version,
        process_id=version.definition.process_id,
        marks={"current": list(used), "taken": [], "possible": [], "wrong": wrong, "badges": badges},
        outline=[outline_line(entry, used, wrong, asking) for entry in outline[begins : begins + MOST_STEPS]],
        steps={"begins": begins, "most": MOST_STEPS, "number": len(outline)},
        warnings=warnings[:MOST_TOLD],
        adapted=adapted[:MOST_TOLD],
        untold=max(0, len(warnings) - MOST_TOLD) + max(0, len(adapted) - MOST_TOLD),
        dialogs=dialogs_of(version),
        problems=problems or {},
        running=sum(use.open + use.waiting for use in used.values()),
    )
    return Response(page, status=422 if problems else 200)


def outline_line(entry: Any, used: dict[str, Any], wrong: list[str], asking: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """A line of the outline; `asking`: the dialogs by node."""
    use, dialogs = used.get(entry.id), len(asking.get(entry.id, ()))
    notes = (
        _("%(num)s here", num=use.open + use.waiting) if use else "",
        ngettext("%(num)d dialog", "%(num)d dialogs", dialogs) if dialogs else "",
    )
    return {
        "id": entry.id,
        "name": entry.name,
        "kind": node_kind(entry.type),
        "standing": "wrong" if entry.id in wrong else ("current" if use else ""),
        "note": " · ".join(note for note in notes if note),
    }


def dialogs_of(version: ProcessVersion) -> list[dict[str, Any]]:
    """The dialogs of a version, as a list to be read."""
    model = definitions.model_of(version.id)
    return [
        {
            "id": dialog.id,
            "label": dialog.label,
            "audience": ", ".join(dialog.audience),
            "fields": [part.name for part in dialog.parts if hasattr(part, "name")],
        }
        for dialog in model.dialogs.values()
    ]


@views.get("/processes/<process_id>/versions/<int:number>/diagram")
def show_diagram(process_id: str, number: int) -> ResponseReturnValue:
    """The BPMN with its drawing."""
    version = definitions.version_numbered(process_id, number)
    return Response(definitions.diagram_of(version.id), mimetype="application/xml")


@views.get("/processes/<process_id>/versions/<int:number>/files")
def download(process_id: str, number: int) -> ResponseReturnValue:
    """What was uploaded, to be changed and uploaded again: the model, or a ZIP of it and what lay beside it."""
    files = definitions.files_of(definitions.version_numbered(process_id, number))
    content, ending = (files[0][1], "bpmn") if len(files) == 1 else (zipped(files), "zip")
    answer = Response(content, mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="process-{number}.{ending}"'
    return answer


def zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Files in one; where two have a name, the later one is numbered."""
    names: set[str] = set()
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as folder:
        for place, (name, content) in enumerate(files):
            named = f"{place}-{name}" if name in names else name
            names.add(named)
            folder.writestr(named, content)
    return buffer.getvalue()


# ------------------------------------------------------------------------------------------------ standing
@views.post("/processes/<process_id>/versions/<int:number>/activate")
def activate(process_id: str, number: int) -> ResponseReturnValue:
    """Let new tickets start it; what keeps that from happening is shown on the diagram."""
    version = definitions.version_numbered(process_id, number)
    try:
        definitions.activate(version, actor=readers.actor(), accept_unbound="accept_unbound" in request.form)
    except NotActivatable as refused:
        return page_of(version, problems=refused.said(say))
    except Refused as refused:
        return page_of(version, problems=refused.problems)
    flash(_("Version %(number)s is active: new tickets start it, running ones stay where they are.", number=number), "ok")
    return redirect(url_for("designer.show", process_id=process_id))


@views.post("/processes/<process_id>/fade-away")
def fade_away(process_id: str) -> ResponseReturnValue:
    """Let nothing new start; what runs goes on."""
    definitions.fade_away(definitions.definition_of(process_id), actor=readers.actor())
    flash(_("Nothing new starts any more; what runs goes on."), "ok")
    return redirect(url_for("designer.show", process_id=process_id))


@views.post("/processes/<process_id>/versions/<int:number>/retire")
def retire(process_id: str, number: int) -> ResponseReturnValue:
    """Put a version away for good."""
    definitions.retire(definitions.version_numbered(process_id, number), actor=readers.actor())
    flash(_("Version %(number)s is retired.", number=number), "ok")
    return redirect(url_for("designer.show", process_id=process_id))


@views.post("/processes/<process_id>/owner")
def hand_over(process_id: str) -> ResponseReturnValue:
    """Let another group own the process."""
    group = Group.named(request.form.get("group", ""))
    definitions.hand_over(definitions.definition_of(process_id), group, actor=readers.actor())
    flash(_("The process works in the queues of %(group)s now.", group=group.name), "ok")
    return redirect(url_for("designer.show", process_id=process_id))
