"""All tables of the foundation: whoever needs the whole schema imports this."""

from foundation import blobs, fulltext, outbox, ticks

__all__ = [
    "blobs",
    "fulltext",
    "outbox",
    "ticks",
]
