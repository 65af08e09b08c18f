"""Ticket numbers: drawn so that none comes twice, and found again in subjects.

A number that was drawn for a ticket that never came to be may be left out; it is never given to another one that somebody saw.
"""

import re
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, String, UpdateBase
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from desk.number_formats import formats
from desk.numbering import NumberFormat, Numbering
from foundation.application import settings
from foundation.clock import now
from foundation.db import Base, db
from foundation.unit_of_work import aside

OTRS_NUMBERING = Numbering()


class TicketNumberCounter(Base):
    """How far numbers with a prefix have been counted. One row per prefix: a new day has a new one, and so begins at 1."""

    __tablename__ = "ticket_number_counter"

    prefix: Mapped[str] = mapped_column(String(60), primary_key=True)
    counter: Mapped[int] = mapped_column(BigInteger)


def draw_ticket_number(numbering: Numbering = OTRS_NUMBERING) -> str:
    """The next ticket number, in the open unit of work."""
    number_format = format_of(numbering)
    prefix = number_format.prefix(today())
    return number_format.number(prefix, count_up(prefix))


def today() -> date:
    """The day numbers are counted by: that of the house's zone."""
    return now().astimezone(ZoneInfo(settings().time_zone)).date()


def count_up(prefix: str) -> int:
    """The next counter of a prefix, in one statement: the database lets no two have the same.

    On PostgreSQL it is drawn aside, so that tickets being created do not wait for each other; on SQLite in the unit of work itself.
    """
    with aside() as connection:
        counted: int = connection.execute(counting(prefix, db.engine.dialect.name)).scalar_one()
        return counted


def counting(prefix: str, dialect: str, *, by: int = 1) -> UpdateBase:
    """The statement that counts up a prefix and gives the new counter."""
    insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    first = insert(TicketNumberCounter).values(prefix=prefix, counter=by)
    further = first.on_conflict_do_update(index_elements=["prefix"], set_={"counter": TicketNumberCounter.counter + by})
    statement: UpdateBase = further.returning(TicketNumberCounter.counter)
    return statement


def format_of(numbering: Numbering) -> NumberFormat:
    return formats[numbering.format](numbering)


def ticket_number_in(text: str, numbering: Numbering = OTRS_NUMBERING) -> str | None:
    """The first ticket number in a text: after hook and divider, else after the hook, a colon, and up to two blanks."""
    found = (pattern.search(text) for pattern in patterns_of(numbering))
    return next((match[1] for match in found if match), None)


@lru_cache(maxsize=16)
def patterns_of(numbering: Numbering) -> tuple[re.Pattern[str], ...]:
    hook, number = re.escape(numbering.hook), format_of(numbering).pattern()
    before = (hook + re.escape(numbering.divider), hook + r":\s{0,2}")
    return tuple(re.compile(f"{text}({number})", re.IGNORECASE | re.ASCII) for text in before)
