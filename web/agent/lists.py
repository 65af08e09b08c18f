"""Lists of tickets: views at the left, rows in the middle, everything about a list in its address."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from sqlalchemy import Select, select

from desk.actors import ANY_AGENT, Actor
from desk.master_data import Validity
from desk.permissions import visible_queues
from desk.priorities import Priority
from desk.queues import Queue
from desk.states import State
from desk.switches import stand
from foundation import prepared
from foundation.clock import now
from foundation.errors import Refused
from processes.tickets.finding import Search, count, find
from web import readers
from web.admission import Admits, Views
from web.agent import columns, standing
from web.agent.asking import ListQuery
from web.agent.loading import agent
from web.agent.searching import escalating_tabs, label_of
from web.called import called
from web.navigation import in_navigation

views = Views("lists", __name__, admits=Admits.AGENTS)
COUNTED = 99  # a view with more says "99+"
STATES, PRIORITIES = (select(kind.name).where(kind.validity == Validity.VALID).order_by(kind.id) for kind in (State, Priority))


@views.get("/tickets")
@in_navigation("agent", "1 work", 10, icon="inbox", label=lazy_gettext("Tickets"), key="g t")
def show() -> ResponseReturnValue:
    """A page of a list."""
    query = ListQuery.from_address(request.args)
    person = agent()
    view = standing.view_named(query.standing, person)
    fields = columns.fields_of_tickets()
    shown = columns.columns_for(query.columns or (view.query.columns if view.query else ()), fields)
    problems: dict[str, str] = {}
    try:
        page = find(
            query.search(standing=view.search, zone=readers.zone()),
            actor=person.actor,
            after=query.after,
            before=query.before,
            size=query.size,
        )
    except Refused as refusal:
        page, problems = None, refusal.problems
    with_fields = any(column.name.startswith(columns.FIELD) for column in shown)
    return render_template(
        "agent/list.html",
        view=view,
        views=standing.views_for(person),
        query=query,
        page=page,
        rows=columns.rows_of(page.tickets, agent=person, with_fields=with_fields) if page else [],
        columns=shown,
        heads=[{"name": column.name, "label": column.label, "sorts": column.sorts} for column in shown],
        all_columns=[(column.name, column.label) for column in (*columns.COLUMNS.values(), *map(columns.of_field, fields.values()))],
        kept={"view": query.standing or None, "q": query.text or None, "sort": ",".join(query.sort) or None},
        choices=choices(person.actor),
        label_of=label_of,
        escalating=escalating_tabs(query) if view.name == "escalated" else [],
        problems=problems,
        at=now(),
    )


@views.get("/tickets/rows")
def show_rows() -> ResponseReturnValue:
    """The same list as narrow rows, beside a ticket that was opened from it."""
    query = ListQuery.from_address(request.args)
    person = agent()
    view = standing.view_named(query.standing, person)
    page = find(
        query.search(standing=view.search, zone=readers.zone()), actor=person.actor, after=query.after, before=query.before, size=query.size
    )
    rows = columns.rows_of(page.tickets, agent=person, with_fields=False)
    return render_template("agent/rows.html", rows=rows, query=query, page=page, current=request.args.get("current", ""), at=now())


@views.get("/tickets/counts")
def show_counts() -> ResponseReturnValue:
    """How many tickets each view holds, as far as anybody counts."""
    person = agent()
    counts = {view.name: count(view.search, actor=person.actor, most=COUNTED) for view in standing.views_for(person)}
    return render_template("agent/counts.html", counts=counts, views=standing.views_for(person))


@views.get("/tickets/count")
def show_count() -> ResponseReturnValue:
    """How many tickets a list holds, for a link to it: a number, or "99+"."""
    query = ListQuery.from_address(request.args)
    person = agent()
    view = standing.view_named(query.standing, person)
    found = count(query.search(standing=view.search, zone=readers.zone()), actor=person.actor, most=COUNTED)
    return f"{found.number}{'+' if found.is_more else ''}"


@views.get("/tickets/fresh")
def show_fresh() -> ResponseReturnValue:
    """How many tickets of a list changed since it was shown: "4 new – show"."""
    query = ListQuery.from_address(request.args)
    person = agent()
    view = standing.view_named(query.standing, person)
    since = moment_of(request.args.get("since", ""))
    search = query.search(standing=view.search, zone=readers.zone())
    changed = Search(filters={**search.filters, "changed": {"from": since}}, fields=search.fields, text=search.text)
    return render_template("agent/fresh.html", fresh=count(changed, actor=person.actor, most=COUNTED), query=query)


# ------------------------------------------------------------------------------------------------ parts of it
def choices(actor: Actor) -> dict[str, list[str] | list[tuple[str, str]]]:
    """What the usual filters offer, by name."""
    return {
        "queue": [name for (name,) in prepared.rows(queues_seen(stand()), actor_id=actor.id)],
        "state": [(name, called(name, "state")) for (name,) in prepared.rows(STATES)],
        "priority": [(name, called(name, "priority")) for (name,) in prepared.rows(PRIORITIES)],
    }


@lru_cache(maxsize=10)
def queues_seen(_stand: Any) -> Select[str]:
    """The question for the queues an agent sees, as long as switches stand like that."""
    return select(Queue.name).where(Queue.id.in_(visible_queues(ANY_AGENT))).order_by(Queue.name)


def moment_of(text: str) -> datetime:
    """A moment of an address.

    Raises:
        Refused: it is none.
    """
    try:
        found = datetime.fromisoformat(text)
        found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused({"since": f"{text!r} is no moment."}) from None
    if found.tzinfo is None:
        raise Refused({"since": f"{text!r} has no zone."})
    return found
