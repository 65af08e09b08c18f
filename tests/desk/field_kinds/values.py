"""A field of each kind, and values and junk to try on it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from desk.field_kinds import kinds
from desk.fields.pointing import Referred

NUMBERS = {1: "2026112510000011", 2: "2026112510000021", 12: "2026112510000031", 2**40: "2026112510000041"}


class Tickets(Referred):
    """Four tickets, whose records come later."""

    def ids_of(self, names):
        return {number: ticket_id for ticket_id, number in NUMBERS.items() if number in names}

    def names_of(self, ids):
        return {ticket_id: NUMBERS[ticket_id] for ticket_id in ids if ticket_id in NUMBERS}


OPTIONS = [["one", "One"], ["two", "Two"], ["zwölf", "Zwölf"], ["a::b", "A::B"], ["100%", "All"], ["x_y", "X"], ["ONE", "Other"]]
KEYS = [key for key, _ in OPTIONS]
SIGNS = st.sampled_from([*list("abAB ß%_*!\\äÄéİ1\n\t😀\U0010ffff'\""), "ab" * 120, "\ud7ff", "é"])
WRITTEN = st.lists(SIGNS, max_size=6).map("".join) | st.text(max_size=20)
PLACES = st.decimals(min_value=-(10**12), max_value=10**12, places=4) | st.sampled_from(
    [
        Decimal(text)
        for text in ("0.1", "0.2", "0.3", "0.30000000000000004", "-0", "1e-30", "-1e-30", "9", "10", "-9", "-10", "12.50", "12.5")
    ]
)
MOMENTS = st.datetimes(min_value=datetime(2, 1, 2), max_value=datetime(9998, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
FILES = st.fixed_dictionaries(
    {
        "sha256": st.sampled_from(["0" * 64, "ab" * 32]),
        "name": st.sampled_from(["a.txt", "Bericht.PDF", "50%_*.csv", "x" * 255]),
        "size": st.integers(0, 2**53),
    }
)


@dataclass(frozen=True)
class Example:
    """Settings of a field, and what it may be given."""

    config: dict[str, Any]
    values: st.SearchStrategy[Any]


EXAMPLES = {
    "text": Example({}, WRITTEN),
    "textarea": Example({}, WRITTEN),
    "integer": Example({}, st.integers(-(10**18) + 1, 10**18 - 1) | st.integers(-20, 20)),
    "decimal": Example({}, PLACES | st.integers(-20, 20).map(lambda tenths: Decimal(tenths) / 10)),
    "checkbox": Example({}, st.booleans()),
    "dropdown": Example({"values": OPTIONS}, st.sampled_from(KEYS)),
    "multiselect": Example({"values": OPTIONS}, st.lists(st.sampled_from(KEYS), unique=True)),
    "date": Example({}, st.dates() | st.integers(-3, 3).map(lambda days: date(2026, 3, 1) + timedelta(days))),
    "datetime": Example({}, MOMENTS),
    "file": Example({}, FILES),
    "agent": Example({}, st.sampled_from([1, 2])),
    "customer-user": Example({}, st.just(7)),
    "ticket-reference": Example({}, st.sampled_from(sorted(NUMBERS))),
}

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**4000, 10**5000)
    | st.floats()
    | st.decimals()
    | st.sampled_from([Decimal("sNaN"), Decimal("1e999999"), float("inf"), 10**30, object(), object, b"bytes", 1j])
    | st.text(alphabet=st.characters(exclude_categories=()))
    | st.sampled_from(
        ["\x00", "\ud800", "٣", "1_000", "9" * 5000, "1e999", "2026-02-30", "0001-01-01T00:00+14:00", "9999-12-31T23:00-12:00"]
    )
    | st.dates()
    | st.datetimes()
    | st.datetimes(timezones=st.timezones())
    | st.times()
    | st.timedeltas()
    | FILES
)
JUNK = (
    SCALARS
    | st.lists(SCALARS, max_size=4)
    | st.dictionaries(st.text(max_size=3) | st.integers(), SCALARS, max_size=3)
    | st.frozensets(st.integers())
)

# ------------------------------------------------------------------------------------------------ a model of searching
COMPARED = {
    "equals": lambda value, operand: value == operand,
    "greater-than": lambda value, operand: value > operand,
    "greater-than-equals": lambda value, operand: value >= operand,
    "smaller-than": lambda value, operand: value < operand,
    "smaller-than-equals": lambda value, operand: value <= operand,
}


def operands(name: str, operator: str, values: list[Any]) -> st.SearchStrategy[Any]:
    """What to search for: most of the time what is there, or nearly."""
    if operator == "empty":
        return st.booleans()
    own = st.sampled_from([value for value in values if value is not None] or [None]) | EXAMPLES[name].values
    if name == "file":
        own = own.map(lambda file: file and file["name"])
    if name == "multiselect":
        own = own | st.sampled_from(KEYS)
    if operator == "like" and name != "multiselect":
        return st.tuples(own, st.integers(0, 8), st.integers(0, 3)).map(with_star)
    return st.sampled_from(["*", "o*", "*W*", "ONE", "1*%", "x_*"]) if operator == "like" else own


def with_star(drawn: tuple[Any, int, int]) -> Any:
    """A text some of whose signs are any signs."""
    text, place, length = drawn
    return text and f"{text[:place]}*{text[place + length :]}"


def matches(name: str, operator: str, value: Any, operand: Any) -> bool:
    """Whether a value is found, in plain Python."""
    if operator == "empty":
        return operand is (value is None)
    if value is None:
        return False
    if name == "multiselect":
        texts = operand if isinstance(operand, list) else [operand]
        if operator == "equals":
            return set(value) == set(operand) if isinstance(operand, list) else operand in value
        return all(any(is_like(key, text) for key in value) for text in texts)
    if name == "file":
        return is_like(value["name"], operand) if operator == "like" else value["name"].casefold() == operand.casefold()
    if name in ("text", "textarea", "dropdown"):
        operand = kinds[name]().read(operand)
        if operator == "like":
            return is_like(value, operand)
        if operator != "equals":
            value, operand = value.casefold()[:200], operand.casefold()[:200]
    return bool(COMPARED[operator](value, operand))


def is_like(text: str, pattern: str) -> bool:
    parts = map(re.escape, pattern.casefold().split("*"))
    return re.fullmatch(".*".join(parts), text.casefold(), re.DOTALL) is not None
