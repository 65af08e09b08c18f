"""All tables of the desk: whoever needs the whole schema imports this."""

from desk import auditing, field_values, house_permissions

__all__ = ["auditing", "field_values", "house_permissions"]
