"""Uploading a model: deployed as a version, or refused with the reader's report on its diagram and as a list."""

from typing import Any, Final

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from desk.groups import Group
from desk.master_data import Validity
from dialogs import uploads
from foundation.clock import now
from foundation.db import db
from foundation.errors import Forbidden, Refused
from processes import definitions
from processes.definitions import NotDeployable
from processes.deploying import drawing, importing
from processes.tickets.new_articles import NewAttachment, cleaned
from web import readers
from web.admission import Admits, Views
from web.designer.reports import say

views = Views("uploading", __name__, admits=Admits.DESIGNERS, url_prefix="/designer")
LARGEST: Final = 5_000_000  # bytes of one file
MOST_TOLD: Final = 200  # findings on a page, and as many on its diagram
NOT_FOR_THE_HOUSE: Final = "What works for the whole house is an administrator's to deploy. Choose a group in which you have rw."


@views.get("/upload")
def ask() -> ResponseReturnValue:
    return form()


@views.post("/upload")
def take() -> ResponseReturnValue:
    """Deploy what was uploaded."""
    began = now()
    try:
        files, findings = read_files()
        version = definitions.deploy(
            files,
            actor=readers.actor(),
            owner_group=owner_group(),
            reason=request.form.get("reason", "").strip(),
            keeps_texts="keep_texts" in request.form,
        )
    except NotDeployable as refused:
        return form(reports=refused.reports(say), diagram=kept_diagram(files))
    except Refused as refused:
        return form(problems=refused.problems)
    except Forbidden as forbidden:
        return form(problems={"group": str(forbidden) if request.form.get("group") else NOT_FOR_THE_HOUSE})
    if version.deployed_at < began:
        flash(_("These files are version %(number)s already; nothing was deployed.", number=version.number), "info")
    else:
        flash(_("Version %(number)s is deployed. Look at it, then activate it.", number=version.number), "ok")
    for finding in [each for each in findings if each["verdict"] != "carried"][:MOST_TOLD]:
        flash(f"{finding['name'] or finding['entity_id']}: {finding['message']}", "found")  # the page of the version lists them
    return redirect(url_for("designer.show_version", process_id=version.definition.process_id, number=version.number))


@views.get("/uploads/<upload_id>")
def show_upload(upload_id: str) -> ResponseReturnValue:
    """The model that was refused, for whoever uploaded it: to be drawn, never to be shown as a page."""
    uploaded = uploads.opened(upload_id, actor=readers.actor())
    answer = Response(b"".join(uploaded.read()), mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = "attachment"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


# ------------------------------------------------------------------------------------------------ parts of it
def read_files() -> tuple[list[tuple[str, bytes]], list[dict[str, Any]]]:
    """Names and contents, the model first; exports of OTRS have become models. And what could not be carried.

    Raises:
        Refused: there is none, or one is too large.
    """
    given = [(clean_name(file.filename or ""), content(file)) for file in request.files.getlist("files") if file.filename]
    if not given:
        raise Refused({"files": "Choose a model: a BPMN file, or a process exported from OTRS."})
    for name, data in given:
        if len(data) > LARGEST:
            raise Refused({"files": f"{name} is larger than {LARGEST // 1_000_000} MB."})
    files, findings = [], []
    for name, data in given:
        if importing.is_export(name, data):
            file, found = importing.imported(name, data, say)
            files.append(file)
            findings += found
        else:
            files.append((name, data))
    return sorted(files, key=lambda file: rank(file[0])), findings


def content(file: FileStorage) -> bytes:
    """What a file holds, and a byte more than fits of one that is too large."""
    with file.stream as stream:
        found: bytes = stream.read(LARGEST + 1)
        return found


def rank(name: str) -> int:
    """Models come first, then decisions, then texts."""
    return next((place for place, ending in enumerate((".bpmn", ".xml", ".dmn")) if name.lower().endswith(ending)), 9)


def clean_name(name: str) -> str:
    """A file's name without folders and signs that nobody sees."""
    return cleaned(NewAttachment(name.replace("\\", "/").rpartition("/")[2] or "model", "application/xml", b"")).filename


def owner_group() -> Group | None:
    name = request.form.get("group", "")
    return Group.named(name) if name else None


def kept_diagram(files: list[tuple[str, bytes]]) -> str:
    """The id under which the first model is kept, to be drawn beside its report."""
    name, data = files[0]
    return uploads.take(drawing.drawn(data), name, "application/xml", actor=readers.actor()).id


def form(*, reports: list[dict[str, Any]] | None = None, problems: dict[str, str] | None = None, diagram: str = "") -> ResponseReturnValue:
    groups = db.session.scalars(select(Group.name).where(Group.validity == Validity.VALID).order_by(Group.name)).all()
    found = reports or []
    elements = [element for report in found for element in report["elements"]]
    refused = [element for element in elements if element["verdict"] == "refused"]
    findings = findings_of(found)
    page = render_template(
        "designer/upload.html",
        groups=groups,
        is_refused=bool(found),
        findings=findings[:MOST_TOLD],
        untold=len(findings) - len(findings[:MOST_TOLD]),
        counts={
            verdict: sum(element["verdict"] == verdict for element in elements)
            for verdict in ("runs", "adapted", "documentation", "refused")
        },
        problems=problems or {},
        diagram=diagram if elements else "",
        marks=marked(refused[:MOST_TOLD], [warning for report in found for warning in report["warnings"]][:MOST_TOLD]),
    )
    return make_response(page, 422 if found or problems else 200)


def findings_of(reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the reader says of all files, as a list: what keeps them from running before what it warns of."""
    kinds = {
        "error": [{**error, "file": report["file"]} for report in reports for error in report["errors"]],
        "refused": [element for report in reports for element in report["elements"] if element["verdict"] == "refused"],
        "warning": [warning for report in reports for warning in report["warnings"]],
    }
    return [{**each, "kind": kind} for kind, found in kinds.items() for each in found]


def marked(refused: list[dict[str, Any]], warnings: list[dict[str, Any]]) -> dict[str, Any]:
    """How elements stand out on the diagram: refused ones are wrong, with a badge; one that is only warned of has a badge."""
    badges = {warning["id"]: "?" for warning in warnings if warning["id"]} | {element["id"]: "!" for element in refused}
    return {"current": [], "taken": [], "possible": [], "wrong": [element["id"] for element in refused], "badges": badges}
