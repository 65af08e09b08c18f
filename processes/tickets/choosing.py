"""Choosing master data for a ticket: what is chosen is valid, and a name that does not exist is answered with the nearest that do."""

from difflib import get_close_matches
from typing import Any, Final, TypeVar

from sqlalchemy import select

from desk.master_data import MasterData, Validity
from desk.targets import CLOCKS, WithTargets
from foundation.db import db
from foundation.errors import NotFound, Refused

MOST_COMPARED, MOST_SUGGESTED = 1000, 3
KNOWN: Final = "records by their names"  # in the session, which ends with the unit of work
Chosen = TypeVar("Chosen", bound=MasterData)


def usable(record: MasterData, attribute: str) -> None:
    """Go on only with a valid record.

    Raises:
        Refused: under the name of the attribute it was chosen for.
    """
    if not record.is_valid:
        raise Refused({attribute: f"The {record.noun} {str(record)!r} is {record.validity}; choose a valid one."})


def named(kind: type[Chosen], name: str, attribute: str) -> Chosen:
    """The record of that name, valid or not; asked for once per unit of work.

    Raises:
        Refused: under the name of the attribute, with the nearest names.
    """
    known: dict[tuple[type[MasterData], str], Any] = db.session.info.setdefault(KNOWN, {})
    found: Chosen | None = known.get((kind, name))
    if found is not None and str(found) == name:
        return found
    try:
        with db.session.no_autoflush:
            found = known[kind, name] = kind.named(name)
            return found
    except NotFound as missing:
        raise Refused({attribute: f"{missing} {suggestion(nearest(kind, name))}"}) from None


def nearest(kind: type[MasterData], name: str) -> list[str]:
    """The names of valid records that look most like this one."""
    known_by = getattr(kind, kind.key)
    names = db.session.scalars(select(known_by).where(kind.validity == Validity.VALID).order_by(known_by).limit(MOST_COMPARED))
    by_folded = {each.casefold(): each for each in names}
    return [by_folded[each] for each in get_close_matches(name.casefold(), by_folded, n=MOST_SUGGESTED)]


def suggestion(names: list[str]) -> str:
    """What to do about a name that does not exist."""
    return f"Did you mean {' or '.join(repr(name) for name in names)}?" if names else "Choose one that exists."


def promised(*by: WithTargets | None) -> int:
    """The minutes that a queue and an SLA owe in all (`Words.promises`)."""
    return sum(getattr(record, f"{clock}_minutes") for record in by if record is not None for clock in CLOCKS)
