"""The columns of lists of tickets: what each is called, what it shows of a ticket, and by what it sorts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from flask_babel import lazy_gettext, lazy_pgettext
from sqlalchemy import BindParameter, bindparam, func, literal, select, union_all

from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.dynamic_fields import DynamicField, FieldObject
from desk.field_values import readable_values
from foundation import prepared
from foundation.clock import now
from processes.telling import field_words
from processes.tickets.articles import Article
from processes.tickets.seeing import unseen_counts
from processes.tickets.ticket import Ticket
from web import readers, times
from web.called import called
from web.translating import shown_language

FIELD: Final = "field:"
USUAL: Final = ("title", "queue", "state", "owner", "changed", "escalation")
EXCERPT: Final = 160  # characters of the last article
SOON: Final = 7200  # seconds before a clock runs out


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `shape` says how its value is shown: text, state, priority, moment, escalation, person, title."""

    name: str
    label: Any
    value: Callable[["Row"], Any]
    shape: str = "text"
    sorts: bool = True


@dataclass(frozen=True, kw_only=True)
class Row:
    """A ticket of a page with what lists tell of it."""

    ticket: Ticket
    people: Mapping[int, str]
    customer: str
    customer_user: str
    unseen: int
    last_line: str
    last_from: str
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def number(self) -> str:
        return self.ticket.number

    @property
    def level(self) -> int:
        return level_of(self.ticket)

    @property
    def state_type(self) -> str:
        return self.ticket.words.state_type.value

    @property
    def clock(self) -> "Clock | None":
        return clock_of(self.ticket.escalates_at)

    @property
    def below_title(self) -> str:
        """Whose it is, and how the last article begins."""
        whose = " · ".join(filter(None, (self.customer_user, self.customer if self.customer_user else "")))
        return " — ".join(filter(None, (whose, self.last_line)))

    def under(self, columns: Iterable[Column]) -> tuple[tuple[str, Any], ...]:
        """What stands under some columns: the shape of each, and what it shows, which is the same as long as it looks the same."""
        return tuple((column.shape, SHOWN[column.shape](self, column.value(self))) for column in columns)

    @property
    def owner(self) -> str:
        return called(self.people.get(self.ticket.owner_id, self.ticket.words.owner), "agent")

    @property
    def responsible(self) -> str:
        return called(self.people.get(self.ticket.responsible_id, self.ticket.words.responsible), "agent")


class Clock(NamedTuple):
    """How long there is until a clock runs out: in words; fine, soon or late; and the moment."""

    words: str
    standing: str
    at: str


def clock_of(at: datetime | None) -> Clock | None:
    """Of one that runs."""
    if at is None:
        return None
    left = (at - now()).total_seconds()
    return Clock(times.relative(at), "late" if left <= 0 else "soon" if left < SOON else "fine", times.moment(at))


SHOWN: Final[Mapping[str, Callable[[Row, Any], Any]]] = {
    "title": lambda row, value: (value, row.below_title, row.unseen > 0),
    "state": lambda row, value: (value, row.state_type),
    "priority": lambda row, value: (value, row.level),
    "moment": lambda _, value: times.ago(value),
    "escalation": lambda _, value: clock_of(value),
    "person": lambda _, value: value,
    "lock": lambda _, value: value,
    "text": lambda _, value: value,
}


def level_of(ticket: Ticket) -> int:
    """That of its priority, from 1 (very low) to 5 (very high): priorities are called after it."""
    first = ticket.words.priority[:1]
    return int(first) if first in set("12345") else 3


def moment(name: str) -> Callable[[Row], datetime | None]:
    return lambda row: getattr(row.ticket, name)


def word(name: str) -> Callable[[Row], str]:
    return lambda row: getattr(row.ticket.words, name) or ""


COLUMNS: Final[dict[str, Column]] = {
    column.name: column
    for column in (
        Column(name="number", label=lazy_gettext("Number"), value=lambda row: row.ticket.number),
        Column(name="title", label=lazy_gettext("Subject"), value=lambda row: row.ticket.title, shape="title"),
        Column(name="queue", label=lazy_gettext("Queue"), value=word("queue")),
        Column(name="state", label=lazy_gettext("State"), value=word("state"), shape="state"),
        Column(name="priority", label=lazy_gettext("Priority"), value=word("priority"), shape="priority"),
        Column(name="type", label=lazy_gettext("Type"), value=lambda row: called(row.ticket.words.type, "type")),
        Column(name="service", label=lazy_gettext("Service"), value=word("service")),
        Column(name="sla", label=lazy_gettext("SLA"), value=word("sla")),
        Column(name="owner", label=lazy_gettext("Owner"), value=lambda row: row.owner, shape="person"),
        Column(
            name="responsible",
            label=lazy_gettext("Responsible"),
            value=lambda row: row.responsible,
            shape="person",
        ),
        Column(name="lock", label=lazy_pgettext("what a ticket has", "Lock"), value=lambda row: row.ticket.lock_state.value, shape="lock"),
        Column(name="customer", label=lazy_gettext("Customer"), value=lambda row: row.customer),
        Column(name="customer_user", label=lazy_gettext("Customer user"), value=lambda row: row.customer_user),
        Column(name="created", label=lazy_gettext("Age"), value=moment("created_at"), shape="moment"),
        Column(name="changed", label=lazy_gettext("Changed"), value=moment("changed_at"), shape="moment"),
        Column(name="closed", label=lazy_gettext("Closed at"), value=moment("closed_at"), shape="moment"),
        Column(name="pending", label=lazy_gettext("Pending until"), value=moment("pending_until"), shape="moment"),
        Column(name="escalation", label=lazy_gettext("SLA clock"), value=moment("escalates_at"), shape="escalation"),
        Column(name="first_response", label=lazy_gettext("First response"), value=moment("first_response_due_at"), shape="escalation"),
        Column(name="update", label=lazy_gettext("Update"), value=moment("update_due_at"), shape="escalation"),
        Column(name="solution", label=lazy_gettext("Solution"), value=moment("solution_due_at"), shape="escalation"),
    )
}


def columns_for(names: tuple[str, ...], fields: Mapping[str, DynamicField]) -> list[Column]:
    """The columns of these names that there are; the usual ones if none is left."""
    found = [column for name in names if (column := column_named(name, fields)) is not None]
    return found or [COLUMNS[name] for name in USUAL]


def column_named(name: str, fields: Mapping[str, DynamicField]) -> Column | None:
    if not name.startswith(FIELD):
        return COLUMNS.get(name)
    found = fields.get(name.removeprefix(FIELD))
    return None if found is None else of_field(found)


def of_field(found: DynamicField) -> Column:
    language = shown_language()
    return Column(
        name=f"{FIELD}{found.name}",
        label=field_words.label_of(found, language),
        value=lambda row: field_words.shown(found, row.fields.get(found.name, ""), language),
    )


def fields_of_tickets() -> dict[str, DynamicField]:
    """The valid dynamic fields of tickets by name; one statement."""
    return {found.name: found for found in DynamicField.of(FieldObject.TICKET)}


# ------------------------------------------------------------------------------------------------ reading a page
def among(name: str) -> BindParameter[Any]:
    """A list that is given when a question is asked."""
    return bindparam(name, expanding=True)


NAMES: Final = union_all(
    *(
        select(literal(kind.noun), kind.id, kind.first_name + " " + kind.last_name).where(kind.id.in_(among(name)))
        for kind, name in ((Agent, "agents"), (CustomerUser, "customer_users"))
    ),
    select(literal(Customer.noun), Customer.id, Customer.name).where(Customer.id.in_(among("customers"))),
)
LAST: Final = (
    select(Article.ticket_id, func.max(Article.position).label("position"))
    .where(Article.ticket_id.in_(among("ticket_ids")))
    .group_by(Article.ticket_id)
    .subquery()
)
LAST_ARTICLES: Final = select(Article.ticket_id, Article.from_text, func.substr(Article.body, 1, 4 * EXCERPT)).join(
    LAST, (LAST.c.ticket_id == Article.ticket_id) & (LAST.c.position == Article.position)
)


def rows_of(tickets: list[Ticket], *, agent: Agent, with_fields: bool) -> list[Row]:
    """The tickets of a page with people's names, unseen articles and last lines; three statements, two more with fields."""
    if not tickets:
        return []
    ids = [ticket.id for ticket in tickets]
    unseen = unseen_counts(ids, agent_id=agent.id)
    names = names_on(tickets)
    lines = last_lines(ids)
    fields = readable_values(FieldObject.TICKET, ids, zone=readers.zone()) if with_fields else {}
    return [
        Row(
            ticket=ticket,
            people=names[Agent.noun],
            customer=names[Customer.noun].get(ticket.customer_id or 0) or ticket.unknown_customer,
            customer_user=names[CustomerUser.noun].get(ticket.customer_user_id or 0) or ticket.unknown_customer_user,
            unseen=unseen[ticket.id],
            last_from=lines.get(ticket.id, ("", ""))[0],
            last_line=lines.get(ticket.id, ("", ""))[1],
            fields=fields.get(ticket.id, {}),
        )
        for ticket in tickets
    ]


def names_on(tickets: Iterable[Ticket]) -> dict[str, dict[int, str]]:
    """What the people and companies of a page are called, by what they are and their ids."""
    asked: dict[str, set[int | None]] = {"agents": set(), "customer_users": set(), "customers": set()}
    for ticket in tickets:
        asked["agents"] |= {ticket.owner_id, ticket.responsible_id}
        asked["customer_users"].add(ticket.customer_user_id)
        asked["customers"].add(ticket.customer_id)
    found: dict[str, dict[int, str]] = {kind.noun: {} for kind in (Agent, CustomerUser, Customer)}
    for kind, its_id, name in prepared.rows(NAMES, **{name: ids - {None} for name, ids in asked.items()}):
        found[kind][its_id] = name
    return found


def last_lines(ids: list[int]) -> dict[int, tuple[str, str]]:
    """Who wrote the last article of each ticket, and how it begins."""
    return {
        ticket_id: (sender, " ".join(body.split())[:EXCERPT]) for ticket_id, sender, body in prepared.rows(LAST_ARTICLES, ticket_ids=ids)
    }
