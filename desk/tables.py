"""All tables of the desk: whoever needs the whole schema imports this."""

from desk import auditing, house_permissions

__all__ = ["auditing", "house_permissions"]
