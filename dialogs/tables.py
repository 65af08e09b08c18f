"""All tables of dialogs: whoever needs the whole schema imports this."""

from dialogs import beginnings, drafts

__all__ = ["beginnings", "drafts"]
