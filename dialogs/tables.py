"""All tables of dialogs: whoever needs the whole schema imports this."""

from dialogs import drafts

__all__ = ["drafts"]
