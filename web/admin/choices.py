"""What can be chosen where an attribute is kept as text, but is one of what the house knows."""

from collections.abc import Callable
from functools import cache
from typing import Final
from unicodedata import normalize
from zoneinfo import available_timezones

from babel import Locale
from sqlalchemy import select

from desk import holidays
from desk.customers import Customer
from desk.exchange.shapes import Attribute
from desk.field_kinds import kinds
from desk.master_data import MasterData, Validity
from foundation.db import db
from processes import definitions
from web.admin.labels import word_of
from web.translating import shown_language

Options = list[tuple[str, str]]
MOST_OFFERED: Final = 500  # records to choose from
LANGUAGES: Final = [("en", "English"), ("de", "Deutsch")]  # each called as those call it who speak it


def startable_processes() -> Options:
    """Those that new tickets of a queue can run."""
    return [
        (found.process_id, f"{definitions.translated(found.active.id, found.name, shown_language())} ({found.process_id})")
        for found in definitions.listed()
        if found.active is not None
    ]


@cache
def zones() -> Options:
    return [(zone, zone) for zone in sorted(available_timezones())]


def countries() -> Options:
    """Those whose holidays are known, as the reader calls them."""
    called = Locale(shown_language()).territories
    named = ((code, str(called.get(code, name))) for code, name in holidays.countries().items())
    return sorted(named, key=lambda each: normalize("NFKD", each[1]).casefold())  # Österreich among those with O


CHOICES: Final[dict[str, Callable[[], Options]]] = {
    "calendar.country": countries,  # of customers, any country is one
    "process_id": startable_processes,
    "time_zone": zones,
    "language": lambda: LANGUAGES,
    "kind": lambda: [(name, word_of(name)) for name in kinds],
}


def choices_of(attribute: Attribute) -> Callable[[], Options] | None:
    """What offers the values of an attribute: by the record it is of, else by its name; None: whatever is typed."""
    table = "" if attribute.column is None else attribute.column.table.name
    return CHOICES.get(f"{table}.{attribute.name}") or CHOICES.get(attribute.name)


def records_of(target: type[MasterData]) -> Options:
    """The valid records of a kind; customers, whose number says little, with their name."""
    key = getattr(target, target.key)
    names = select(key).where(target.validity == Validity.VALID).order_by(key).limit(MOST_OFFERED)
    if target is Customer:
        return [(number, customer_called(number, name)) for number, name in db.session.execute(names.add_columns(Customer.name))]
    return [(name, name) for name in db.session.scalars(names)]


def customer_called(number: str, name: str) -> str:
    return name if name == number else f"{name} ({number})"
