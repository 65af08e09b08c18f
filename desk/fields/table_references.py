"""Things fields point to that are rows of a table with a unique name."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from sqlalchemy import column, select, table

from desk.fields.pointing import Referred
from foundation.db import db


class TableReferred(Referred):
    """Rows of a table, known by one of its columns; the table is asked for by name, since its record lives beside this package."""

    table: ClassVar[str]
    name: ClassVar[str]

    def ids_of(self, names: Collection[str]) -> Mapping[str, int]:
        rows = self._rows
        return dict(db.session.execute(select(rows[self.name], rows.id).where(rows[self.name].in_(names))).all())

    def names_of(self, ids: Collection[int]) -> Mapping[int, str]:
        rows = self._rows
        return dict(db.session.execute(select(rows.id, rows[self.name]).where(rows.id.in_(ids))).all())

    @property
    def _rows(self) -> Any:
        return table(self.table, column("id"), column(self.name)).c
