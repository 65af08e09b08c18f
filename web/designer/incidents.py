"""Incidents: processes that cannot go on by themselves, and what an administrator can do about each."""

from typing import Final

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext
from sqlalchemy import select

from foundation.db import db
from foundation.errors import Conflict, NotFound, Refused
from processes import definitions, due, runner
from processes.activities import IS_OPEN, Activity
from processes.incidents import OPEN, Incident
from processes.instances import Instance
from processes.tickets.ticket import Ticket
from web import readers
from web.admission import Admits, Views
from web.navigation import in_navigation
from web.node_kinds import node_kind
from web.sentences import told

views = Views("incidents", __name__, admits=Admits.ADMINISTRATORS, url_prefix="/designer/incidents")
PAGE: Final = 50


@views.get("/")
@in_navigation("agent", "2 design", 20, icon="triangle-alert", label=lazy_gettext("Incidents"))
def show_list() -> ResponseReturnValue:
    """The open ones, the latest first."""
    before = request.args.get("before", type=int)
    wanted = select(Incident, Ticket).join(Ticket, Ticket.id == Incident.ticket_id).where(OPEN)
    rows = db.session.execute((wanted.where(Incident.id < before) if before else wanted).order_by(Incident.id.desc()).limit(PAGE + 1)).all()
    shown = rows[:PAGE]
    older = shown[-1][0].id if len(rows) > PAGE else None
    return render_template("designer/incidents.html", rows=shown, older=older, starts=[] if before else due.failed_starts())


@views.get("/<int:incident_id>")
def show(incident_id: int) -> ResponseReturnValue:
    """One of them on its diagram, with what can be done."""
    incident, ticket, instance = found(incident_id)
    outline = definitions.outline_of(instance.version_id) if instance is not None else ()
    marks = {"current": [], "taken": [], "possible": [], "wrong": [incident.element]}
    lines = [
        {
            "id": entry.id,
            "name": entry.name,
            "kind": node_kind(entry.type),
            "standing": "wrong" if entry.id == incident.element else "",
            "note": "",
        }
        for entry in outline
    ]
    nodes = [(entry.id, f"{node_kind(entry.type)}: {entry.name or entry.id}") for entry in outline if entry.depth]
    return render_template(
        "designer/incident.html",
        incident=incident,
        ticket=ticket,
        marks=marks,
        outline=lines,
        nodes=nodes,
        gone="" if nodes else _("Its process is gone; nothing is left to be done again."),
        open_activities=open_activities(instance),
        has_actions=instance is not None and has_actions(instance.version_id, incident.element),
    )


def open_activities(instance: Instance | None) -> list[str]:
    """What is cancelled when the process goes on elsewhere, or ends."""
    if instance is None:
        return []
    return list(
        db.session.scalars(select(Activity.name).where(Activity.instance_id == instance.id, IS_OPEN).order_by(Activity.id).limit(PAGE))
    )


def has_actions(version_id: int, element: str) -> bool:
    """Whether there is something to be left out at an element."""
    nodes = (spec.nodes.get(element) for spec in definitions.model_of(version_id).all_specs)
    return any(getattr(node, "actions", ()) for node in nodes)


@views.get("/<int:incident_id>/diagram")
def show_diagram(incident_id: int) -> ResponseReturnValue:
    _incident, _ticket, instance = found(incident_id)
    if instance is None:
        raise NotFound("The process of this incident is gone; there is no diagram of it.")
    return Response(definitions.diagram_of(instance.version_id), mimetype="application/xml")


@views.post("/<int:incident_id>/<deed>")
def do(incident_id: int, deed: str) -> ResponseReturnValue:
    """Try it again, skip the action, put the token elsewhere, or end the process.

    Raises:
        NotFound: there is no such thing to do.
    """
    incident, ticket, _instance = found(incident_id)
    deeds = {"retry": retry, "skip": skip, "move": move, "cancel": cancel}
    if deed not in deeds:
        raise NotFound("There is no such thing to do with an incident.")
    try:
        deeds[deed](incident, ticket)
    except (Refused, Conflict) as error:
        flash(told(str(error)), "wrong")
        return redirect(url_for("incidents.show", incident_id=incident_id))
    return redirect(url_for("incidents.show_list"))


def retry(incident: Incident, _ticket: Ticket) -> None:
    outcome = runner.retry(incident.id, actor=readers.actor())
    flash(
        _("It went wrong again: %(why)s", why=told(outcome.incident.message)) if outcome.incident else _("The process goes on."),
        "wrong" if outcome.incident else "ok",
    )


def skip(incident: Incident, _ticket: Ticket) -> None:
    runner.retry(incident.id, actor=readers.actor(), skip=True)
    flash(_("The action was left out; the process goes on."), "ok")


def move(_incident: Incident, ticket: Ticket) -> None:
    runner.move(Ticket.for_update(ticket.id), request.form.get("node", ""), actor=readers.actor())
    flash(_("The process goes on from there."), "ok")


def cancel(_incident: Incident, ticket: Ticket) -> None:
    runner.cancel(Ticket.for_update(ticket.id), actor=readers.actor(), reason=request.form.get("reason", "").strip() or "an incident")
    flash(_("The process has ended; the ticket stays."), "ok")


def found(incident_id: int) -> tuple[Incident, Ticket, Instance | None]:
    """An open incident with its ticket and, unless that is gone, its instance.

    Raises:
        NotFound: there is none, or it is over.
    """
    row = db.session.execute(
        select(Incident, Ticket, Instance)
        .join(Ticket, Ticket.id == Incident.ticket_id)
        .outerjoin(Instance, Instance.id == Incident.instance_id)
        .where(OPEN, Incident.id == incident_id)
    ).first()
    if row is None:
        raise NotFound("There is no such incident, or it is over.")
    return row[0], row[1], row[2]
