"""All tables of the desk: whoever needs the whole schema imports this."""

from desk import (
    agents,
    auditing,
    calendars,
    customer_users,
    customers,
    field_values,
    groups,
    house_permissions,
    roles,
    ticket_numbers,
)

__all__ = [
    "agents",
    "auditing",
    "calendars",
    "customer_users",
    "customers",
    "field_values",
    "groups",
    "house_permissions",
    "roles",
    "ticket_numbers",
]
