"""Whose ticket it is: a customer by number, a customer user by login or address, or a text nobody knows."""

from collections.abc import Sequence
from typing import Any, ClassVar

from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.fields.texts import one_line, read_text
from desk.name_search import customer_like, customer_user_like
from desk.permissions import readable
from dialogs.fields import kinds
from dialogs.forms.field import Choice, DialogField
from dialogs.forms.people import MOST_SUGGESTED, choices_of
from foundation.db import db
from processes.tickets.customership import LONGEST_UNKNOWN


@kinds.register("customer")
class CustomerField(DialogField):
    kind: ClassVar[str] = "customer"
    suggests: ClassVar[bool] = True
    for_customers: ClassVar[bool] = False

    @property
    def limits(self) -> dict[str, Any]:
        return {"maxlength": LONGEST_UNKNOWN}

    def read(self, texts: Sequence[str]) -> str:
        text = one_line(read_text(texts[0]))
        if len(text) > LONGEST_UNKNOWN:
            raise ValueError(self.say("It has {length} characters; at most {most} fit.", length=len(text), most=LONGEST_UNKNOWN))
        return text

    def suggestions(self, text: str) -> list[Choice]:
        actor = self.situation.actor
        people = choices_of(readable(actor, CustomerUser).where(customer_user_like(text)), CustomerUser)
        companies = readable(actor, Customer).where(customer_like(text)).order_by(Customer.number).limit(MOST_SUGGESTED)
        return [*people, *(Choice(each.number, f"{each.name} ({each.number})") for each in db.session.scalars(companies))]
