"""The page of a ticket: what now, why is it here, until when; its timeline, history, diagram, and what stands beside it."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from desk.actors import Actor
from desk.groups import QueuePermission
from dialogs import offers
from foundation.clock import now
from foundation.db import db
from foundation.errors import NotFound
from processes import definitions, leaving_answers
from processes.telling.entries import entries_of
from processes.telling.reasons import why
from processes.telling.tellers import Teller
from processes.telling.whereabouts import Whereabouts, whereabouts
from processes.tickets import access
from processes.tickets.ticket import Ticket
from web import readers
from web.admission import Admits, Views
from web.agent import columns, composing, standing
from web.agent.asking import ListQuery
from web.agent.clocks import clocks_of
from web.agent.loading import agent, dialog_reader, ticket_numbered, ticket_to_change
from web.agent.rails import rail_of
from web.agent.telling import teller_for
from web.agent.timelines import timeline_of
from web.agent.verbs import verbs_for
from web.node_kinds import node_kind

views = Views("tickets", __name__, admits=Admits.AGENTS, url_prefix="/tickets")
HISTORY_PAGE = 100
SAID_TO_PEOPLE = frozenset({"Documentation", "Lane"})


@views.get("/<number>")
def show(number: str) -> ResponseReturnValue:
    """The whole page."""
    person, actor = agent(), readers.actor()
    ticket = ticket_numbered(number, actor=actor)
    where = whereabouts(ticket.id, actor=actor)
    rail = rail_of(ticket, where, actor=actor)  # first of all that names people: it holds their records
    query = ListQuery.from_address(request.args)
    newest_first = readers.known().newest_first
    return render_template(
        "agent/ticket.html",
        ticket=ticket,
        query=query,
        view=standing.view_named(query.standing, person),
        views=standing.views_for(person),
        offered=offers.offered(ticket, actor=actor, reader=dialog_reader()),
        reason=reason_of(ticket, where, actor=actor),
        merged_into=merged_into(ticket, actor=actor),
        clocks=list(clocks_of(ticket)),
        where=where,
        timeline=timeline_of(ticket, actor=actor, before=request.args.get("before", type=int), newest_first=newest_first),
        newest_first=newest_first,
        rail=rail,
        verbs=verbs_for(ticket, person),
        ways=composing.ways_left(ticket),
        leaving=leaving_answers.of_ticket(ticket.id, actor=actor),
        at=now(),
        level=columns.level_of(ticket),
        **drawing_of(ticket, where),
    )


def reason_of(ticket: Ticket, where: Whereabouts | None, *, actor: Actor) -> dict[str, Any] | None:
    """Why it is here: who brought it, by which conditions, with their values, in the words of the model."""
    found = why(ticket.id, actor=actor)
    if found is None or where is None:
        return None
    teller = teller_for(ticket, actors=[found.actor])
    conditions = [teller.condition(each) for each in found.conditions]
    held = [each for each in conditions if each["holds"]]
    return {
        "who": teller.who(found.actor),
        "at": found.at,
        "held": held,
        "failed": [] if held else conditions,
        "to": teller.name_of(found.taken[-1]) if found.taken else "",
    }


def merged_into(ticket: Ticket, *, actor: Actor) -> dict[str, Any] | None:
    """The ticket it became part of: the number, and whether the agent may see it."""
    if ticket.merged_into_id is None:
        return None
    number = db.session.scalar(select(Ticket.number).where(Ticket.id == ticket.merged_into_id))
    return {"number": number, "is_seen": access.may(actor, QueuePermission.RO, ticket.merged_into_id)}


def drawing_of(ticket: Ticket, where: Whereabouts | None) -> dict[str, Any]:
    """What the diagram marks, and the same as a list."""
    if where is None:
        return {"marks": {}, "outline": [], "process_name": ""}
    waiting = [wait.node for wait in where.waits]
    current = dict.fromkeys([*where.open, *waiting])
    marks = {"current": list(current), "taken": where.taken, "possible": [], "wrong": where.stuck}
    teller = teller_for(ticket)
    listed = [outline_line(entry, where, current, name=teller.name_of(entry.id)) for entry in definitions.outline_of(where.version_id)]
    return {"marks": marks, "outline": listed, "process_name": teller.process(where.process_id)}


def outline_line(entry: Any, where: Whereabouts, current: dict[str, None], *, name: str) -> dict[str, Any]:
    """A line of the outline, with where the ticket stands."""
    at_node = "wrong" if entry.id in where.stuck else ("current" if entry.id in current else ("taken" if entry.id in where.taken else ""))
    return {"id": entry.id, "name": name or entry.name, "kind": node_kind(entry.type), "standing": at_node, "note": ""}


@views.post("/<number>/seen")
def mark_seen(number: str) -> ResponseReturnValue:
    """Remember that the agent has seen what there is; sent by the page once it is shown."""
    ticket_to_change(number, actor=readers.actor()).mark_seen(actor=readers.actor())
    return Response(status=204)


@views.get("/<number>/history")
def show_history(number: str) -> ResponseReturnValue:
    """Every entry, newest first, in pages."""
    actor = readers.actor()
    ticket = ticket_numbered(number, actor=actor)
    entries = entries_of(ticket.id, actor=actor, before_position=request.args.get("before", type=int), limit=HISTORY_PAGE + 1)
    shown = entries[:HISTORY_PAGE]
    return render_template(
        "agent/history.html",
        ticket=ticket,
        entries=shown,
        teller=teller_for(ticket, shown),
        older=shown[-1].position if len(entries) > HISTORY_PAGE else None,
        views=standing.views_for(agent()),
    )


@views.get("/<number>/diagram")
def show_diagram(number: str) -> ResponseReturnValue:
    """The BPMN of the process it runs.

    Raises:
        NotFound: no process ran for it.
    """
    actor = readers.actor()
    where = whereabouts(ticket_numbered(number, actor=actor).id, actor=actor)
    if where is None:
        raise NotFound("No process ever ran for this ticket.")
    return Response(definitions.diagram_of(where.version_id), mimetype="application/xml")


@views.get("/<number>/nodes/<path:node>")
def show_node(number: str, node: str) -> ResponseReturnValue:
    """What happened at a node of the diagram, and what is known of it."""
    actor = readers.actor()
    ticket = ticket_numbered(number, actor=actor)
    where = whereabouts(ticket.id, actor=actor)
    entry = next((each for each in definitions.outline_of(where.version_id) if each.id == node), None) if where else None
    if where is None or entry is None:
        raise NotFound("The diagram of this ticket has no such element.")
    visits = where.visits.get(node, [])
    teller = teller_for(ticket, actors=[visit.actor for visit in visits])
    return render_template(
        "agent/node.html",
        ticket=ticket,
        entry=entry,
        visits=visits,
        teller=teller,
        said=said_of(entry, teller),
        waits=[wait for wait in where.waits if wait.node == node],
        is_open=node in where.open,
        is_stuck=node in where.stuck,
    )


def said_of(entry: Any, teller: Teller) -> list[str]:
    """What its model says of a node to people: what it is for, and whose work it is. How it works is for designers."""
    parts = [detail.partition(": ") for detail in entry.details]
    return [teller.text(text) for kind, _colon, text in parts if kind in SAID_TO_PEOPLE]


@views.post("/<number>/order")
def turn_timeline(number: str) -> ResponseReturnValue:
    """Have timelines begin at the other end from now on."""
    person = agent()
    person.change(actor=person.actor, preferences=person.preferences | {"newest_first": not readers.known().newest_first})
    return redirect(url_for("tickets.show", number=number))
