"""All tables of the foundation: whoever needs the whole schema imports this."""

from foundation import outbox, ticks

__all__ = [
    "outbox",
    "ticks",
]
