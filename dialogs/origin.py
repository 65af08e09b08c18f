"""What a ticket comes from that does not begin with its start dialog alone, such as an entry that is split off from another one."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dialogs.forms.form import CUSTOMER, PREFIX as ANSWER, TICKET
from processes.tickets.ticket import Ticket

SAID: Final = ("title", "queue")


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where it comes from.

    `values`: title, queue (a record) and customer, as far as they are known. `begun`: what follows once the ticket is there, in the same
    transaction.
    """

    values: Mapping[str, Any]
    begun: Callable[[Ticket], None]

    @property
    def typed(self) -> dict[str, str]:
        """The values as somebody would have typed them into the form, wherever it asks for them."""
        answers = {f"{ANSWER}-{name}": str(self.values[name]) for name in SAID if self.values.get(name)}
        customer = self.values.get("customer")
        return answers | ({f"{part}-{CUSTOMER}": str(customer) for part in (ANSWER, TICKET)} if customer else {})

    def besides(self, asked: Collection[str]) -> dict[str, Any]:
        """What the ticket begins with beside what was asked; whose it is, a form says in any case."""
        return {name: self.values[name] for name in SAID if self.values.get(name) and name not in asked}
