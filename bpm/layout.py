"""Diagram interchange for models that have none, or only a part of it.

Bytes nobody trusts are laid out where they are read: in the reader's child process, under its limits.
"""

from typing import Final

from bpm import reader
from bpm.reading.report import Note
from bpm.reading.warm import Lost

_SECONDS: Final = 8.0

__all__ = ["LayoutError", "laid_out"]


class LayoutError(Exception):
    """Why there is no layout, as a sentence."""

    def __init__(self, note: Note) -> None:
        self.rule = note.rule
        super().__init__(note.message)


def laid_out(data: bytes) -> bytes:
    """The same document with all that was missing in its diagram: shapes, edges, and places for texts.

    What is drawn stays where it is. What is to be drawn and has no id gets the one the reader gives it. The rest stays as it is; a
    document that lacks nothing, or holds decisions, comes back byte for byte.

    Raises:
        LayoutError: the document cannot be opened, or takes too long.
    """
    try:
        answer, xml = reader.ask({"do": "lay-out"}, raw=data, seconds=_SECONDS)
    except Lost as lost:
        raise LayoutError(Note(lost.rule)) from None
    if "stopped" in answer:
        raise LayoutError(Note.from_record(*answer["stopped"]))
    return xml
