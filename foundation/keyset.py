"""Pages of a long list by what their rows hold, never by counting: what comes after the last row of a page, or before its first.

    columns = [Column(Ticket.created_at, kind=datetime, descending=True), Column(Ticket.id, kind=int)]
    statement.where(beyond(columns, last_row)).order_by(*order(columns))

Rows without a value come last, in either direction of sorting. The last column must tell all rows apart.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, and_, false, literal, or_, tuple_

from foundation.errors import Refused

LARGEST = 2**63 - 1
LONGEST = 4_000  # signs of a place, as it stands in an address


@dataclass(frozen=True)
class Column:
    """What a list is sorted by.

    Args:
        expression: a column of the query, or what is computed from some.
        kind: what its values are: datetime, int or str.
        nullable: whether rows may be without a value.
    """

    expression: Any
    kind: type[datetime | int | str]
    descending: bool = False
    nullable: bool = False


# ------------------------------------------------------------------------------------------------ conditions
def order(columns: Sequence[Column], *, backwards: bool = False) -> list[UnaryExpression[Any]]:
    """What to sort by, to read the list from its beginning or from its end."""
    return [_ordered(column, backwards=backwards) for column in columns]


def _ordered(column: Column, *, backwards: bool) -> UnaryExpression[Any]:
    directed: UnaryExpression[Any] = column.expression.desc() if column.descending is not backwards else column.expression.asc()
    if not column.nullable:
        return directed
    return directed.nulls_first() if backwards else directed.nulls_last()


def beyond(columns: Sequence[Column], place: Sequence[Any], *, backwards: bool = False) -> ColumnElement[bool]:
    """The rows after a place, or before it; the place itself is none of them."""
    directions = {column.descending for column in columns}
    if len(directions) == 1 and not any(column.nullable for column in columns):
        row = tuple_(*(column.expression for column in columns))
        given = tuple_(*(literal(value, column.expression.type) for column, value in zip(columns, place, strict=True)))
        return row < given if directions.pop() is not backwards else row > given  # one look into an index
    found: ColumnElement[bool] = false()
    for column, value in reversed(list(zip(columns, place, strict=True))):
        found = or_(_further(column, value, backwards=backwards), and_(_same(column, value), found))
    return found


def _further(column: Column, value: Any, *, backwards: bool) -> ColumnElement[bool]:
    there: ColumnElement[bool] = column.expression.is_not(None)
    if value is None:
        return there if backwards else false()
    further: ColumnElement[bool] = column.expression < value if column.descending is not backwards else column.expression > value
    return or_(further, column.expression.is_(None)) if column.nullable and not backwards else further


def _same(column: Column, value: Any) -> ColumnElement[bool]:
    same: ColumnElement[bool] = column.expression.is_(None) if value is None else column.expression == value
    return same


# ------------------------------------------------------------------------------------------------ places as text
def written(place: Sequence[Any]) -> str:
    """A place as a text that fits into an address."""
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in place]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def read(text: str, columns: Sequence[Column]) -> list[Any]:
    """The place in a text that anybody may have written.

    Raises:
        Refused: it is none of this list.
    """
    try:
        values = json.loads(base64.urlsafe_b64decode(text[:LONGEST] + "=" * (-len(text) % 4)))
        return [_value(column, value) for column, value in zip(columns, values, strict=True)]
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise Refused({"page": "This is no place in this list; begin with its first page."}) from None


def _value(column: Column, value: Any) -> Any:
    """A value as the column has it."""
    if value is None and column.nullable:
        return None
    if column.kind is datetime:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError(f"{value!r} has no zone.")
        return moment
    if type(value) is not column.kind or (isinstance(value, int) and abs(value) > LARGEST):
        raise ValueError(f"{value!r} is no value of this column.")
    if isinstance(value, str) and "\0" in value:
        raise ValueError("No database keeps this sign.")
    return value.encode().decode() if isinstance(value, str) else value  # half characters are no text
