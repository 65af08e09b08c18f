"""All tables of notifications: whoever needs the whole schema imports this."""

from notifications import inbox, rules

__all__ = ["inbox", "rules"]
