"""All tables of the desk: whoever needs the whole schema imports this."""

from desk import auditing, calendars, field_values, house_permissions, ticket_numbers

__all__ = ["auditing", "calendars", "field_values", "house_permissions", "ticket_numbers"]
