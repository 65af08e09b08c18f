"""The dynamic fields of a ticket: read with one statement, and set as a whole."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from desk.actors import Actor
from desk.dynamic_fields import FieldObject
from desk.field_values import Change, FieldOf, changes_to, fields_of, write
from desk.fields.pointing import referred
from desk.fields.table_references import TableReferred
from processes.events import Event
from processes.tickets.record import TicketRecord

KEPT_FIELDS = FIELDS, EXPRESSED = "_fields", "_field_values"  # kept with the ticket until its row is read anew


@referred.register("ticket")
class Tickets(TableReferred):
    """What fields point to that are ticket references: tickets, by number."""

    table: ClassVar[str] = "ticket"
    name: ClassVar[str] = "number"


class Fields(TicketRecord):
    """Setting and reading fields."""

    __abstract__ = True

    # -------------------------------------------------------------------------------------------- reading
    @property
    def fields(self) -> dict[str, FieldOf]:
        """All fields of tickets by name, with what this one has in them; read once."""
        known: dict[str, FieldOf] | None = self.__dict__.get(FIELDS)
        if known is None:
            known = self.__dict__[FIELDS] = fields_of(FieldObject.TICKET, self.id)
        return known

    @property
    def field_values(self) -> dict[str, Any]:
        """The values of all fields as conditions and templates of a model see them; None where there is none."""
        return {name: self.field_value(name) for name in self.fields}

    def field_value(self, name: str) -> Any:
        """The same of one field.

        Raises:
            KeyError: there is no such field.
        """
        known: dict[str, Any] = self.__dict__.setdefault(EXPRESSED, {})
        if name not in known:
            field = self.fields[name]
            known[name] = field.rules.in_expressions(field.value) if field.texts else None
        return known[name]

    def knows_field(self, name: str) -> bool:
        """Whether tickets have a field of that name, be it valid or not."""
        return name in self.fields

    # -------------------------------------------------------------------------------------------- setting
    def fitting_field(self, name: str, value: Any) -> Any:
        """The value as the field would keep it; None for no value.

        Raises:
            Refused: under the name of the field: it does not take the value, or there is no such valid field.
        """
        changes = self._field_changes({name: value})
        return changes[0].new if changes else self.fields[name].value

    def set_fields(self, values: Mapping[str, Any], *, actor: Actor) -> bool:
        """Give fields values; None or an empty text takes one away. All or nothing; True if that changed anything.

        Raises:
            Refused: naming every field whose value is wrong, and every name that is no valid field.
            NotFound, Forbidden: the actor has no rw for this ticket.
        """
        self.require("rw", actor=actor)
        return self.fill_fields(values, actor=actor)

    def fill_fields(self, values: Mapping[str, Any], *, actor: Actor) -> bool:
        """The same for whoever may do what sets them, such as creating the ticket."""
        changes = self._field_changes(values)
        if not changes:
            return False
        write(self.id, changes, fields=self.fields)
        self.change(actor=actor)
        for change in changes:
            self._record_field(change, actor=actor)
        return True

    def _field_changes(self, values: Mapping[str, Any]) -> list[Change]:
        fields = {name: self.fields[name] for name in values if name in self.fields and self.fields[name].is_valid}
        return changes_to(fields, values, old={name: field.value for name, field in fields.items() if field.texts})

    def _record_field(self, change: Change, *, actor: Actor) -> None:
        field = self.fields[change.name]
        old, new = (None if value is None else field.rules.shown(value) for value in (change.old, change.new))
        cells = [] if change.new is None else field.rules.cells(change.new)
        self.fields[change.name] = replace(field, texts=[cell.text for cell in cells])
        self.__dict__.get(EXPRESSED, {}).pop(change.name, None)
        self.record(Event.FIELD_CHANGED, actor=actor, touched=(change.name,), field=change.name, old=old, new=new)
