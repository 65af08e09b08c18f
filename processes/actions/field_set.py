"""Transition action: set a dynamic field."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from processes.acting import existing
from processes.acting.parameters import needed_text
from processes.actions import Circumstances, Outcome, TransitionAction, TransitionActionError, actions

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket


@actions.register("field-set")
@dataclass(frozen=True, kw_only=True)
class FieldSet(TransitionAction):
    """Without a value the field is emptied. A text is split at commas for a field that holds several values.

    Fails where there is no such field, or where it does not take the value.
    """

    label: ClassVar[str] = "Set a field"

    field: Any
    value: Any = None

    def check(self) -> None:
        existing.check_field(self.field, "field")

    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        name = needed_text(self.field, "field")
        if not ticket.knows_field(name):
            raise TransitionActionError(f"There is no field {name!r}.")
        ticket.set_fields({name: self.value}, actor=circumstances.actor)
        return Outcome.DONE
