"""How values of fields are searched: operators, and the conditions they become on rows of values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.orm import Mapped

from desk.fields.texts import KEY_LENGTH, fold

LAST_SIGN = 0x10FFFF
BEFORE_SURROGATES, AFTER_SURROGATES = 0xD7FF, 0xE000
ESCAPE = "!"
LONGEST_TEXT = 1_000  # characters of what is looked for; SQLite refuses patterns of 50,000 bytes
ANY, MOST_ANY = "*", 16  # of them in a pattern


class Operator(StrEnum):
    EQUALS = "equals"
    LIKE = "like"
    GREATER_THAN = "greater-than"
    GREATER_THAN_EQUALS = "greater-than-equals"
    SMALLER_THAN = "smaller-than"
    SMALLER_THAN_EQUALS = "smaller-than-equals"
    EMPTY = "empty"


ORDERING: Mapping[Operator, Callable[[Any, str], ColumnElement[bool]]] = MappingProxyType(
    {
        Operator.EQUALS: lambda key, operand: key == operand,
        Operator.GREATER_THAN: lambda key, operand: key > operand,
        Operator.GREATER_THAN_EQUALS: lambda key, operand: key >= operand,
        Operator.SMALLER_THAN: lambda key, operand: key < operand,
        Operator.SMALLER_THAN_EQUALS: lambda key, operand: key <= operand,
    }
)


@dataclass(frozen=True)
class Row:
    """The columns of a stored value that conditions speak of."""

    position: Mapped[int]
    text: Mapped[str]
    key: Mapped[str]
    folded: Mapped[str | None]


@dataclass(frozen=True)
class Condition:
    """What the rows of one object must fulfil.

    Args:
        some: for each of these there is a row that fulfils it.
        none: no row fulfils any of these.
        by_index: the index leads to the rows for `some`; otherwise each object is better asked by itself, since rows of
            a million objects would have to be read to find them.
    """

    some: tuple[ColumnElement[bool], ...] = ()
    none: tuple[ColumnElement[bool], ...] = ()
    by_index: bool = True


def in_order(operator: Operator, key: str, *, row: Row) -> ColumnElement[bool]:
    """The value is before, behind or at the key."""
    return ORDERING[operator](row.key, key)


def same_folded(text: str, *, row: Row) -> ColumnElement[bool]:
    """The text is this one, in any case."""
    folded = fold(text)
    return and_(row.key == folded[:KEY_LENGTH], func.coalesce(row.folded, row.key) == folded)


def problem_of_wanted(text: str) -> str:
    """Why a text is not looked for; "" if it is."""
    if len(text) > LONGEST_TEXT:
        return f"It has {len(text)} characters; at most {LONGEST_TEXT} fit."
    return f"A text to look for holds {ANY} {MOST_ANY} times at most." if text.count(ANY) > MOST_ANY else ""


def like(pattern: str, *, row: Row) -> ColumnElement[bool]:
    """The whole text is as the pattern says, in any case; `*` stands for any signs, all others for themselves."""
    folded = fold(pattern)
    written = "".join(f"{ESCAPE}{sign}" if sign in {ESCAPE, "%", "_"} else sign for sign in folded).replace("*", "%")
    return func.coalesce(row.folded, row.key).like(written, escape=ESCAPE)


def like_text(pattern: str, *, row: Row) -> Condition:
    """`like` where keys are folded texts: what stands before the first `*` bounds them, which neither database would see by itself."""
    start = fold(pattern).partition("*")[0][:KEY_LENGTH]
    behind = _behind_all_that_begin_with(start)
    bounds = [row.key >= start] + ([row.key < behind] if behind else [])
    return Condition(some=(and_(*bounds, like(pattern, row=row)),), by_index=bool(start))


def _behind_all_that_begin_with(start: str) -> str:
    """The first text behind them; "" if there is none."""
    kept = start.rstrip(chr(LAST_SIGN))
    if not kept:
        return ""
    last = ord(kept[-1])
    return kept[:-1] + chr(AFTER_SURROGATES if last == BEFORE_SURROGATES else last + 1)
