"""The form behind a list: everything tickets are found by, as fields that make an address; and what each of them is called."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l, lazy_pgettext
from sqlalchemy import select

from desk import switches
from desk.actors import Actor
from desk.agents import Agent
from desk.dynamic_fields import DynamicField
from desk.groups import QueuePermission
from desk.permissions import queues_for
from desk.priorities import Priority
from desk.queues import Queue
from desk.services import Service
from desk.slas import Sla
from desk.states import State
from desk.switches import Switch
from desk.ticket_types import TicketType
from foundation.clock import now
from foundation.db import db
from processes.telling import field_words
from processes.versions import ProcessDefinition
from web import readers
from web.admission import Admits, Views
from web.agent import columns, standing
from web.agent.asking import FIELD, MOMENTS, ListQuery
from web.agent.loading import agent
from web.agent.verbs.attributes import options
from web.called import called
from web.translating import shown_language

views = Views("searching", __name__, admits=Admits.AGENTS, url_prefix="/tickets")
LABELS: Final[dict[str, Any]] = {
    "text": _l("Search"),
    "queue": _l("Queue"),
    "queue_branch": _l("Queue and those below"),
    "state": _l("State"),
    "state_type": _l("Type of state"),
    "priority": _l("Priority"),
    "owner": _l("Owner"),
    "responsible": _l("Responsible"),
    "watcher": _l("Watched by"),
    "customer": _l("Customer"),
    "customer_user": _l("Customer user"),
    "type": _l("Type"),
    "service": _l("Service"),
    "sla": _l("SLA"),
    "lock": lazy_pgettext("what a ticket has", "Lock"),
    "process": _l("Process"),
    "version": _l("Version of a process"),
    "activity": _l("Open activity"),
    "number": _l("Number"),
    "title": _l("Subject"),
    "from": _l("From"),
    "to": _l("To"),
    "body": _l("Text of an article"),
    "attachment": _l("Name of a file"),
    "archived": _l("Archive"),
    "created": _l("Created"),
    "changed": _l("Changed"),
    "closed": _l("Closed at"),
    "pending": _l("Pending until"),
    "escalation": _l("SLA clock"),
}
BOUNDS: Final = {"from": _l("from"), "until": _l("before")}
DAYS: Final = ("created", "changed", "closed", "pending", "escalation")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One field of the form. `control`: text, select, several, day."""

    name: str
    label: str
    control: str
    values: list[str]
    options: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""


@views.get("/search")
def ask() -> ResponseReturnValue:
    """The form, filled in with what the list asks for already."""
    query = ListQuery.from_address(request.args)
    person = agent()
    return render_template(
        "agent/search.html",
        query=query,
        asked=[*usual(query, person.actor), *days(query), *fields(query)],
        views=standing.views_for(person),
    )


def usual(query: ListQuery, actor: Actor) -> list[Asked]:
    """What tickets have always."""

    def asked(name: str, control: str, found: list[tuple[str, str]] | None = None, url: str = "") -> Asked:
        return Asked(name=name, label=label_of(name), control=control, values=query.filters.get(name, []), options=found or [], url=url)

    seen = Queue.id.in_(queues_for(actor, QueuePermission.RO))
    people = [
        (login, called(f"{first} {last}", "agent"))
        for login, first, last in db.session.execute(select(Agent.login, Agent.first_name, Agent.last_name).order_by(Agent.login))
    ]
    processes = [
        (key, field_words.in_words_of(key, name, shown_language()))
        for key, name in db.session.execute(select(ProcessDefinition.process_id, ProcessDefinition.name).order_by(ProcessDefinition.name))
    ]
    on = switches.values_of(Switch.TICKET_TYPES, Switch.SERVICES)
    return [
        asked("number", "text"),
        asked("title", "text"),
        asked("queue", "several", options(Queue, seen)),
        asked("state", "several", options(State)),
        asked("priority", "several", options(Priority)),
        asked("owner", "several", people),
        asked("customer_user", "select", [(value, value) for value in query.filters.get("customer_user", [])], "/suggest/customer-users"),
        asked("customer", "text"),
        *([asked("type", "several", options(TicketType))] if on[Switch.TICKET_TYPES] else []),
        *([asked("service", "several", options(Service)), asked("sla", "several", options(Sla))] if on[Switch.SERVICES] else []),
        asked("lock", "several", [("lock", _("locked")), ("unlock", _("not locked"))]),
        asked("process", "several", processes),
        asked("activity", "text"),
        asked("from", "text"),
        asked("body", "text"),
        asked("attachment", "text"),
        asked("archived", "select", [("no", _("without")), ("all", _("with")), ("yes", _("only"))]),
    ]


def days(query: ListQuery) -> list[Asked]:
    """From which day on, and before which."""
    return [
        Asked(name=name, label=label_of(name), control="day", values=query.filters.get(name, []))
        for moment in DAYS
        for name in (f"{moment}.from", f"{moment}.until")
    ]


def fields(query: ListQuery) -> list[Asked]:
    """The dynamic fields of tickets."""
    return [of_field(found, query) for found in columns.fields_of_tickets().values()]


def of_field(found: DynamicField, query: ListQuery) -> Asked:
    name = f"{FIELD}{found.name}"
    language, labels = shown_language(), dict(getattr(found.rules, "labels", {}))
    offered = [(key, field_words.shown(found, label, language)) for key, label in labels.items()]
    control, values = "select" if offered else "text", query.filters.get(name, [])
    return Asked(name=name, label=field_words.label_of(found, language), control=control, values=values, options=offered)


# ------------------------------------------------------------------------------------------------ what filters are called
def label_of(name: str) -> str:
    """What a filter of an address is called."""
    moment, _dot, bound = name.partition(".")
    if moment in MOMENTS and bound in BOUNDS:
        return f"{LABELS.get(moment, moment)} {BOUNDS[bound]}"
    if name.startswith(FIELD):
        known = columns.fields_of_tickets().get(name.removeprefix(FIELD))
        return field_words.label_of(known, shown_language()) if known else name
    return str(LABELS.get(name, name))


def escalating_tabs(query: ListQuery) -> list[tuple[str, str, bool]]:
    """The clocks that have run out, and those that will today, until tomorrow, within a week (OTRS's escalation view)."""
    today = now().astimezone(readers.zone()).date()
    ends = {_("Late"): None, _("Today"): 1, _("Tomorrow"): 2, _("Next week"): 8}
    present = query.filters.get("escalation.until", [""])[-1]
    found = []
    for label, ahead in ends.items():
        until = "" if ahead is None else (today + timedelta(days=ahead)).isoformat()
        others = {name: values for name, values in query.filters.items() if name != "escalation.until"}
        filters = others | ({"escalation.until": [until]} if until else {})
        found.append((label, f"/tickets?{query.address(filters=filters)}", until == present))
    return found
