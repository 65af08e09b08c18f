"""Marks: places in texts, documents and rows that are open, and are filled in for each ticket that is printed.

    pattern = compiled('{"new":"' + mark("title") + '","id":' + number("ticket") + "}", form=IN_DOCUMENT)
    pattern % {"title.document": "Printer", "ticket": 7}

A mark is made of signs that no text of the house has, so that a value with marks in it can go through whatever writes values.
"""

import re
from datetime import tzinfo
from typing import Final, Self

# How a value stands where it is filled in: as it is, within JSON, spelt for the database, and within JSON that is spelt for it.
PLAIN, IN_JSON, SPELT, IN_DOCUMENT = "", ".json", ".spelt", ".document"
_MARKED: Final = re.compile('("?)\uf8f0([^\uf8f1]*)\uf8f1\\1|\uf8f2([^\uf8f3]*)\uf8f3')


def mark(name: str) -> str:
    """A text that is open, or part of one."""
    return f"\uf8f2{name}\uf8f3"


def number(name: str) -> str:
    """A number that is open, or anything else that stands without quotes; within JSON, those that are put around it go."""
    return f"\uf8f0{name}\uf8f1"


def compiled(text: str, form: str) -> str:
    """A text with marks as what `%` fills in."""
    return _MARKED.sub(lambda found: f"%({found[2]})s" if found[2] else f"%({found[3]}{form})s", text.replace("%", "%%"))


def is_open(text: str) -> bool:
    return _MARKED.search(text) is not None


class OpenMoment(str):
    """A mark that can be asked like a moment, or like bytes, by what writes history."""

    __slots__ = ()

    def astimezone(self, _zone: tzinfo) -> Self:
        return self

    def isoformat(self) -> str:
        return str(self)

    def hex(self) -> str:
        return str(self)
