"""What a list of tickets is asked for by its address: a view, filters, words, an order, columns, a place. And back into an address.

    /tickets?view=escalated&queue=Support&queue=Sales&field.room=4&q=printer&sort=-priority&columns=number,title,age

Every filter the house knows goes by its own name, one of a dynamic field by `field.` and its name; what makes no sense is refused by name.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from typing import Any, Final, Self
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from foundation.errors import Refused
from processes.tickets.filters import filters
from processes.tickets.finding import By, FieldFilter, Search

FIELD: Final = "field."
USUAL_SIZE: Final = 50
SIZES: Final = (25, 50, 100, 200)
ONE_WORD: Final = {"view", "archived"}  # filters that take a single value
TRUTHS: Final = {"my_activities", "incident", "unseen"}
MOMENTS: Final = {
    "created", "changed", "closed", "pending", "escalation", "first_response", "update", "solution", "article_created",
}  # fmt: skip
MINUTES: Final = re.compile(r"-?[0-9]+")
MOST_VALUES: Final = 200  # of all filters: each is shown with an address that names all others
MOST_CHARACTERS: Final = 10_000  # of all values, for the same reason
MOST_SORTED: Final = 8
DAYS: Final = ("from", "until")  # of a moment: `created.from=2026-03-01`
OWN: Final = {"view", "q", "sort", "columns", "size", "after", "before", "since", "current", "waited"}


@dataclass(frozen=True, kw_only=True)
class ListQuery:
    """A list of tickets, as its address says it.

    Args:
        standing: the name of a standing or saved view whose filters come before those of the address.
        filters: names and values as the address holds them, several of a name as a list.
        text: words to look for.
        sort: columns, "-" before one that goes downwards.
        columns: what is shown, in order; empty: as the view has it.
        size: rows of a page.
        after, before: the place the page begins at.
    """

    standing: str = ""
    filters: Mapping[str, list[str]] = field(default_factory=dict)
    text: str = ""
    sort: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    size: int = USUAL_SIZE
    after: str | None = None
    before: str | None = None

    @classmethod
    def from_address(cls, arguments: MultiDict[str, str]) -> Self:
        """Read the part of an address behind the question mark; what is no filter of the house is left for the search to refuse.

        Raises:
            Refused: it has more values than anybody chooses.
        """
        given = {name: [value for value in values if value != ""] for name, values in arguments.lists() if name not in OWN}
        sort, columns = split(arguments.get("sort", "")), split(",".join(arguments.getlist("columns")))  # from a link or a form
        if sum(map(len, given.values())) > MOST_VALUES:
            raise Refused(f"A list is narrowed by {MOST_VALUES} values at most; leave some out.")
        if sum(len(value) for values in (*given.values(), arguments.getlist("q")) for value in values) > MOST_CHARACTERS:
            raise Refused(f"A list is narrowed by {MOST_CHARACTERS:,} characters at most; shorten what you look for.")
        if len(sort) > MOST_SORTED or len(columns) > MOST_VALUES:
            raise Refused(f"A list is sorted by {MOST_SORTED} columns and shows {MOST_VALUES} at most; leave some out.")
        size = arguments.get("size", type=int)
        return cls(
            standing=arguments.get("view", ""),
            filters={name: values for name, values in given.items() if values},
            text=arguments.get("q", "").strip(),
            sort=sort,
            columns=columns,
            size=size if size in SIZES else USUAL_SIZE,
            after=arguments.get("after") or None,
            before=arguments.get("before") or None,
        )

    def address(self, **changes: Any) -> str:
        """The same list with something changed, as the part behind the question mark; a place is kept only where one is named."""
        wanted = replace(self, **({"after": None, "before": None} | changes))
        pairs: list[tuple[str, str]] = [("view", wanted.standing)] if wanted.standing else []
        pairs += [(name, value) for name, values in wanted.filters.items() for value in values]
        pairs += [("q", wanted.text)] if wanted.text else []
        pairs += [("sort", ",".join(wanted.sort))] if wanted.sort else []
        pairs += [("columns", ",".join(wanted.columns))] if wanted.columns else []
        pairs += [("size", str(wanted.size))] if wanted.size != USUAL_SIZE else []
        pairs += [(name, place) for name, place in (("after", wanted.after), ("before", wanted.before)) if place]
        return urlencode(pairs)

    def without(self, name: str, value: str | None = None) -> str:
        """The address without one filter, or without one of its values."""
        if name == "text":
            return self.address(text="")
        left = {each: list(values) for each, values in self.filters.items()}
        left[name] = [one for one in left.get(name, []) if value is not None and one != value]
        return self.address(filters={each: values for each, values in left.items() if values})

    def sorted_by(self, column: str) -> str:
        """The address with a column sorted by, the other way round if it already is."""
        return self.address(sort=(f"-{column}",) if self.sort[:1] == (column,) else (column,))

    def search(self, *, standing: Search, zone: ZoneInfo) -> Search:
        """What is looked for: the view, narrowed by the address."""
        narrowed = {name: read(name, values, zone) for name, values in self.plain_filters()} | self.moments(zone)
        fields = [
            FieldFilter(name.removeprefix(FIELD), "like" if "*" in value else "equals", value)
            for name, values in self.filters.items()
            if name.startswith(FIELD)
            for value in values
        ]
        return Search(
            filters={**standing.filters, **narrowed},
            fields=[*standing.fields, *fields],
            text=self.text or standing.text,
            order=tuple(By(name.removeprefix("-"), descending=name.startswith("-")) for name in self.sort) or standing.order,
        )

    def plain_filters(self) -> Iterable[tuple[str, list[str]]]:
        return ((name, values) for name, values in self.filters.items() if "." not in name)

    def moments(self, zone: ZoneInfo) -> dict[str, dict[str, Any]]:
        """Days such as `created.from=2026-03-01`, in the reader's zone."""
        found: dict[str, dict[str, Any]] = {}
        for name, values in self.filters.items():
            moment, _, bound = name.partition(".")
            if moment in MOMENTS and bound in DAYS:
                found.setdefault(moment, {})[bound] = begin_of_day(values[-1], zone)
        return found


def split(text: str) -> tuple[str, ...]:
    """The names between commas, each once."""
    return tuple(dict.fromkeys(part for part in (one.strip() for one in text.split(",")) if part))


def read(name: str, values: list[str], zone: ZoneInfo) -> Any:
    """A value of an address as a filter takes it."""
    if name in ONE_WORD:
        return values[-1]
    if name in TRUTHS:
        return values[-1] in {"1", "true", "yes"}
    if name in MOMENTS:
        return {"newer_minutes": whole(values[-1])} if MINUTES.fullmatch(values[-1]) else {"from": begin_of_day(values[-1], zone)}
    return values if name in filters else values[-1]


def whole(text: str) -> int:
    return int(text) if len(text) < 12 else 10**12


def begin_of_day(text: str, zone: ZoneInfo) -> Any:
    """The first moment of a day in a zone; what is no day is left for the filter to refuse."""
    try:
        day = datetime.fromisoformat(text)
        return (day if day.tzinfo else datetime.combine(day, day.time() or time(), tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):  # OverflowError: the first and the last days there are, which begin beyond them elsewhere
        return text
