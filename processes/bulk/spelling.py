"""How values are written for a database to read in bulk: PostgreSQL's COPY, and INSERT with many rows where there is none."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol

from sqlalchemy.engine import Connection


class Spelling(Protocol):
    """The way of one database. A pattern is made of `value` and `row`; what is filled in has been through `inside` or `moment`."""

    blob: str  # around hex digits, as for `%`

    def value(self, value: Any) -> str:
        """A value as it stands in a row; of a text, the parts are as `inside` has them."""

    def inside(self, text: str) -> str:
        """A text as it stands within a value."""

    def row(self, values: Sequence[str]) -> str:
        """A whole row, so that rows can be written one behind the other."""

    def write(self, connection: Connection, table: str, columns: Sequence[str], rows: list[str]) -> None:
        """Have the database read rows, in the open transaction."""


class Copying:
    """As PostgreSQL's COPY reads it, in its text format."""

    blob = r"\\x%s"

    def value(self, value: Any) -> str:
        if value is None:
            return r"\N"
        elif isinstance(value, bool):
            return "t" if value else "f"
        elif isinstance(value, bytes):
            return self.blob % value.hex()
        elif isinstance(value, datetime):
            return value.isoformat()
        else:
            return self.inside(plain(value))

    def inside(self, text: str) -> str:
        return text.replace("\\", r"\\").replace("\n", r"\n").replace("\r", r"\r").replace("\t", r"\t")

    def row(self, values: Sequence[str]) -> str:
        return "\t".join(values) + "\n"

    def write(self, connection: Connection, table: str, columns: Sequence[str], rows: list[str]) -> None:
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            copy.write("".join(rows))


class Inserting:
    """As rows of an INSERT, for SQLite."""

    blob = "x'%s'"

    def value(self, value: Any) -> str:
        if value is None:
            return "NULL"
        elif isinstance(value, (bool, int)):
            return str(int(value))
        elif isinstance(value, bytes):
            return self.blob % value.hex()
        elif isinstance(value, datetime):
            return f"'{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}'"
        else:
            return f"'{self.inside(plain(value))}'"

    def inside(self, text: str) -> str:
        return text.replace("'", "''")

    def row(self, values: Sequence[str]) -> str:
        return f"({','.join(values)}),"

    def write(self, connection: Connection, table: str, columns: Sequence[str], rows: list[str]) -> None:
        driver: Any = connection.connection.driver_connection
        for values in rows:  # and not all at once: the driver keeps the last hundred statements
            driver.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES {values.removesuffix(',')}")  # noqa: S608 - spelt here


def plain(value: Any) -> str:
    """What has no spelling of its own as a text: enumerations, decimals, numbers."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (str, int, Decimal)):
        return str(value)
    return json.dumps(value, ensure_ascii=False)  # documents


def spelling_of(connection: Connection) -> Spelling:
    return Copying() if connection.dialect.name == "postgresql" else Inserting()
