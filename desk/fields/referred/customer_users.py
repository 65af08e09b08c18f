"""Customer users, by login."""

from typing import ClassVar

from desk.fields.pointing import referred
from desk.fields.table_references import TableReferred


@referred.register("customer-user")
class CustomerUsers(TableReferred):
    table: ClassVar[str] = "customer_user"
    name: ClassVar[str] = "login"
