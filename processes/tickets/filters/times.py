"""By times: `{"from": …, "until": …}`, the end excluded, or counted from now.

`{"newer_minutes": 60}` is an hour ago or later, `{"older_minutes": -60}` in an hour or earlier.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists

from desk.ticket_permissions import article_condition
from processes.tickets.articles import Article
from processes.tickets.filters import Asked, Filter, NoSuchValue, filters
from processes.tickets.ticket import Ticket

MOST_MINUTES = 100 * 366 * 24 * 60
BOUNDS = ("from", "until", "newer_minutes", "older_minutes")


@dataclass(frozen=True)
class Within(Filter):
    """By a moment of the ticket."""

    column: str
    for_customers: bool = True

    def condition(self, value: Any, asked: Asked) -> ColumnElement[bool]:
        return and_(*bounds(getattr(Ticket, self.column), value, at=asked.at))


class WithArticle(Filter):
    """By when one of its articles came."""

    for_customers = True

    def condition(self, value: Any, asked: Asked) -> ColumnElement[bool]:
        seen = article_condition(asked.actor, Article.visible_to_customer)
        return exists().where(Article.ticket_id == Ticket.id, seen, *bounds(Article.created_at, value, at=asked.at))


def bounds(column: Any, value: Any, *, at: datetime) -> list[ColumnElement[bool]]:
    """What a range says about a column."""
    if not isinstance(value, Mapping) or not value or not set(value) <= set(BOUNDS):
        raise NoSuchValue(f"{value!r} is no range of time; say {', '.join(BOUNDS)}, or some of them.")
    found: list[ColumnElement[bool]] = []
    for name, bound in value.items():
        moment = at - minutes(bound) if name.endswith("minutes") else moment_of(bound)
        if name in {"from", "newer_minutes"}:
            found.append(column >= moment)
        else:
            found.append(column < moment if name == "until" else column <= moment)
    return found


def minutes(value: Any) -> timedelta:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MOST_MINUTES:
        raise NoSuchValue(f"{value!r} is no number of minutes.")
    return timedelta(minutes=value)


def moment_of(value: Any) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise NoSuchValue(f"{value!r} is no moment; write 2026-03-02T10:00Z.") from None
    if moment.tzinfo is None:
        raise NoSuchValue(f"{value!r} has no zone; write it behind, such as 2026-03-02T10:00Z.")
    return moment


filters.register("created")(Within("created_at"))
filters.register("changed")(Within("changed_at"))
filters.register("closed")(Within("closed_at"))
filters.register("pending")(Within("pending_until"))
filters.register("escalation")(Within("escalates_at", for_customers=False))
filters.register("first_response")(Within("first_response_due_at", for_customers=False))
filters.register("update")(Within("update_due_at", for_customers=False))
filters.register("solution")(Within("solution_due_at", for_customers=False))
filters.register("article_created")(WithArticle())
