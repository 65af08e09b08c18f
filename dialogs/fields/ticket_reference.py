"""Another ticket, by its number: one that may be read."""

from collections.abc import Sequence
from typing import ClassVar

from desk.fields.texts import one_line, read_text, shown as quoted
from dialogs.fields import kinds
from dialogs.forms.field import Choice, DialogField
from dialogs.forms.people import MOST_SUGGESTED
from foundation.db import db
from processes.tickets.likely import likely_tickets
from processes.tickets.ticket import Ticket


@kinds.register("ticket-reference")
class TicketReferenceField(DialogField):
    kind: ClassVar[str] = "ticket-reference"
    suggests: ClassVar[bool] = True

    def read(self, texts: Sequence[str]) -> int:
        number = one_line(read_text(texts[0]))
        readable = Ticket.visible_to(self.situation.actor).where(Ticket.number == number).with_only_columns(Ticket.id)
        found = db.session.scalar(readable)
        standing = self.situation.asking.value(self.asked.name)
        if found is None and standing is not None and number == self.written(standing):
            found = standing
        if found is None:
            raise ValueError(self.say("There is no {what} {value}, or none you may choose.", what=self.say("ticket"), value=quoted(number)))
        return int(found)

    def suggestions(self, text: str) -> list[Choice]:
        found = likely_tickets(text, actor=self.situation.actor, most=MOST_SUGGESTED)
        return [Choice(each.number, f"{each.number} {each.title}") for each in found]

    def written(self, value: int) -> str:
        return self.asked.rules.shown(value) if self.asked.rules is not None else str(value)
