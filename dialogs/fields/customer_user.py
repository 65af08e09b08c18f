"""A customer user, found by login, name or address; customers name themselves."""

from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Select

from desk.customer_users import CustomerUser
from desk.name_search import customer_user_like
from desk.permissions import readable
from dialogs.fields import kinds
from dialogs.forms.people import PersonField


@kinds.register("customer-user")
class CustomerUserField(PersonField):
    kind: ClassVar[str] = "customer-user"
    what: ClassVar[str] = "customer user"
    person: ClassVar[type[Any]] = CustomerUser

    def selectable(self) -> Select[Any]:
        return readable(self.situation.actor, CustomerUser)

    def like(self, text: str) -> ColumnElement[bool]:
        return customer_user_like(text)
