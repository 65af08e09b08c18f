"""Finding tickets: whoever asks sees what `Ticket.visible_to` gives, narrowed by filters, in any order, page by page.

    search = Search(filters={"queue_branch": "Support", "view": "open"}, order=(By("priority", descending=True), By("created")))
    page = find(search, actor=anna)                    # 50 tickets with their names
    find(search, actor=anna, after=page.next)          # and the 50 behind them
    count(search, actor=anna)                          # "more than 1,000" at most

A page costs three or four statements, however many tickets there are. What may be asked is in `filters/` and `sorting.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all

from desk.actors import Actor
from desk.dynamic_fields import DynamicField, FieldObject
from desk.field_values import condition as field_condition
from desk.groups import QueuePermission
from foundation import fulltext, keyset
from foundation.clock import now
from foundation.db import FOR_THESE_VALUES, db
from foundation.errors import Refused
from foundation.keyset import Column
from processes.tickets import indexing, sorting
from processes.tickets.filters import Asked, Filter, NoSuchValue, filters
from processes.tickets.rights import visible_by_values
from processes.tickets.sorting import FIELD, SORTINGS, Sorting
from processes.tickets.ticket import Ticket

PAGE: Final = 50
MOST_ON_PAGE: Final = 1_000
MOST_COUNTED: Final = 1_000


@dataclass(frozen=True)
class By:
    """One thing to sort by: a column of lists, or "field:" and the name of a dynamic field."""

    name: str
    descending: bool = False


@dataclass(frozen=True)
class FieldFilter:
    """What a dynamic field must be like; `operator` is one of `desk.fields.search.Operator`."""

    name: str
    operator: str
    value: Any


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is looked for.

    Args:
        filters: values by the names of filters; all of them hold. Archived tickets are left out unless "archived" says otherwise.
        fields: the same for dynamic fields.
        text: words anywhere in the ticket and its articles.
        order: what to sort by, the most important first; what is equal is sorted by age.
    """

    filters: Mapping[str, Any] = field(default_factory=dict)
    fields: Sequence[FieldFilter] = ()
    text: str = ""
    order: Sequence[By] = (By("created", descending=True),)


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some of the tickets; `next` and `previous` are places for `after` and `before`, None at either end."""

    tickets: list[Ticket]
    next: str | None
    previous: str | None


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many tickets there are, or that there are more than anybody counts."""

    number: int
    is_more: bool

    def __str__(self) -> str:
        return f"more than {self.number:,}" if self.is_more else f"{self.number:,}"


# ------------------------------------------------------------------------------------------------ asking
def find(search: Search, *, actor: Actor, after: str | None = None, before: str | None = None, size: int = PAGE) -> Page:
    """A page of the tickets that the actor may see: the first, or what comes after or before a place.

    Raises:
        Refused: naming each filter and column that does not exist, and each value that is of no use.
    """
    columns, sorted_by = order_of(search, actor)
    place = after or before
    statement, values = narrowed(search, actor)
    for each in sorted_by:
        statement = each.joined(statement)
    if place is not None:
        statement = statement.where(keyset.beyond(columns, keyset.read(place, columns), backwards=after is None))
    size = max(1, min(size, MOST_ON_PAGE))
    found = read(statement, values, columns, Cut(backwards=after is None and before is not None, limit=size + 1))
    return page_of(found, size=size, after=after, before=before)


def count(search: Search, *, actor: Actor, most: int = MOST_COUNTED) -> Count:
    """How many there are, counted up to a limit.

    Raises:
        Refused: as `find`.
    """
    statement, values = narrowed(search, actor)
    some = statement.with_only_columns(Ticket.id).limit(most + 1).subquery()
    found = db.session.scalar(select(func.count()).select_from(some), values, execution_options=FOR_THESE_VALUES) or 0
    return Count(number=min(found, most), is_more=found > most)


def matching(search: Search, *, actor: Actor) -> Select[Ticket]:
    """All of them, as a query for whoever does something with many.

    Raises:
        Refused: as `find`.
    """
    return Ticket.visible_to(actor).where(*conditions_of(search, actor))


def narrowed(search: Search, actor: Actor) -> tuple[Select[Ticket], dict[str, Any]]:
    """The same query, and values to run it with: quicker to build."""
    conditions = conditions_of(search, actor)
    visible, values = visible_by_values(actor, QueuePermission.RO, Ticket)
    return select(Ticket).where(visible, *conditions), values


# ------------------------------------------------------------------------------------------------ what is asked
def conditions_of(search: Search, actor: Actor) -> list[ColumnElement[bool]]:
    """All conditions.

    Raises:
        Refused: as `find`.
    """
    problems: dict[str, str] = {}
    conditions = [*by_filters(search, actor, problems), *by_fields(search, actor, problems), *by_text(search, actor, problems)]
    if problems:
        raise Refused(problems)
    return conditions


def by_filters(search: Search, actor: Actor, problems: dict[str, str]) -> list[ColumnElement[bool]]:
    """The conditions of the filters; what is wrong with them goes to `problems`."""
    given = {"archived": "no", **search.filters}
    known = {name: each for name in given if (each := filter_for(name, actor)) is not None}
    problems.update({name: "There is no such filter." for name in given if name not in known})
    found = looked_up(known, given, actor, problems)
    conditions, at = [], now()
    for name, each in known.items():
        if name not in problems:
            try:
                conditions.append(each.condition(given[name], Asked(actor=actor, at=at, found=found.get(name, {}))))
            except NoSuchValue as error:
                problems[name] = str(error)
    return conditions


def filter_for(name: str, actor: Actor) -> Filter | None:
    """The filter of that name, if there is one for the actor."""
    if name not in filters or (actor.is_customer_user and not filters[name].for_customers):
        return None
    return filters[name]


def looked_up(known: Mapping[str, Filter], given: Mapping[str, Any], actor: Actor, problems: dict[str, str]) -> dict[str, dict[str, int]]:
    """The ids of whatever the filters name, in one statement."""
    asked = []
    for name, each in known.items():
        try:
            lookup = each.lookup(given[name], actor)
        except NoSuchValue as error:
            problems[name] = str(error)
        else:
            asked += [] if lookup is None else [lookup.add_columns(literal(name).label("filter"))]
    found: dict[str, dict[str, int]] = {}
    for key, told, name in db.session.execute(union_all(*asked)) if asked else ():
        found.setdefault(name, {})[told] = key
    return found


def by_fields(search: Search, actor: Actor, problems: dict[str, str]) -> list[ColumnElement[bool]]:
    """The conditions on dynamic fields, which customer users do not search by."""
    fields = fields_named([each.name for each in search.fields])
    conditions = []
    for each in search.fields:
        if actor.is_customer_user or each.name not in fields:
            problems[each.name] = "There is no such field of tickets."
        else:
            try:
                conditions.append(field_condition(fields[each.name], each.operator, each.value, object_id=Ticket.id))
            except Refused as refused:
                problems[each.name] = " ".join(refused.problems.values())
    return conditions


def fields_named(names: Sequence[str]) -> dict[str, DynamicField]:
    """The valid fields of tickets among these names."""
    return {each.name: each for each in DynamicField.of(FieldObject.TICKET) if each.name in names} if names else {}


def by_text(search: Search, actor: Actor, problems: dict[str, str]) -> list[ColumnElement[bool]]:
    """The condition that the words are there, for customer users in what they can read."""
    problem = fulltext.problem_of(search.text)
    if problem:
        problems["text"] = problem
    if problem or not search.text.strip():
        return []
    return [Ticket.id.in_(indexing.found(search.text, also_internal=not actor.is_customer_user))]


def order_of(search: Search, actor: Actor) -> tuple[list[Column], list[Sorting]]:
    """What to sort by, with the age of tickets at the end; the same direction all along lets an index do it.

    Raises:
        Refused: naming each column that does not exist.
    """
    fields = fields_named([each.name.removeprefix(FIELD) for each in search.order if each.name.startswith(FIELD)])
    made = {each.name: sorting_for(each.name, fields) for each in search.order}
    wrong = [name for name, found in made.items() if found is None or (actor.is_customer_user and not found.for_customers)]
    if wrong:
        raise Refused(dict.fromkeys(wrong, "Lists of tickets cannot be sorted by this."))
    sortings = [found for found in made.values() if found is not None]
    columns = [found.column(descending=each.descending) for each in search.order if (found := made[each.name]) is not None]
    downwards = columns[-1].descending if columns else True
    return [*columns, Column(Ticket.id, kind=int, descending=downwards)], sortings


def sorting_for(name: str, fields: Mapping[str, DynamicField]) -> Sorting | None:
    if name.startswith(FIELD):
        field_ = fields.get(name.removeprefix(FIELD))
        return None if field_ is None else sorting.by_field(field_)
    return SORTINGS[name]() if name in SORTINGS else None


# ------------------------------------------------------------------------------------------------ reading
class Cut(NamedTuple):
    """From which end, and how many."""

    backwards: bool
    limit: int


class Found(NamedTuple):
    """A ticket, and the values it is sorted by."""

    ticket: Ticket
    place: Sequence[Any]


def read(statement: Select[Any], values: dict[str, Any], columns: Sequence[Column], cut: Cut) -> list[Found]:
    """Tickets with their names, in the order of reading.

    The page is cut out alone, since each list asks something else; its tickets and names are then read by a statement that is always the
    same. One that is deleted in between is left out.
    """
    ordered = keyset.order(columns, backwards=cut.backwards)
    keys = (column.expression for column in columns)
    page = statement.with_only_columns(Ticket.id, *keys, maintain_column_froms=True).order_by(*ordered).limit(cut.limit)
    places = {row[0]: row[1:] for row in db.session.execute(page, values, execution_options=FOR_THESE_VALUES)}
    tickets = Ticket.named_page(places)
    return [Found(tickets[ticket_id], place) for ticket_id, place in places.items() if ticket_id in tickets]


def page_of(found: list[Found], *, size: int, after: str | None, before: str | None) -> Page:
    """A page out of what was read: one ticket more than fits tells that there are further ones."""
    backwards, is_more = after is None and before is not None, len(found) > size
    shown = found[:size][::-1] if backwards else found[:size]
    behind = shown and (backwards or is_more)
    ahead = shown and (is_more if backwards else after is not None)
    return Page(
        tickets=[each.ticket for each in shown],
        next=keyset.written(shown[-1].place) if behind else None,
        previous=keyset.written(shown[0].place) if ahead else None,
    )
