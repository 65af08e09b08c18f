"""Numbers as people write them: with the comma of German or the point of English, exactly, thousands in groups or not."""

import re
from typing import Final

from dialogs.reader import Reader

GROUPED: Final = {
    ",": re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d*)?", re.ASCII),
    ".": re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII),
}
PLAIN: Final = {
    ",": re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)", re.ASCII),  # the point does no harm where it can mean nothing else
    ".": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII),
}
BLANKS: Final = re.compile(r"(?<=\d)[\u00a0\u202f ](?=\d{3})")  # between thousands


def comma_of(reader: Reader) -> str:
    return "," if reader.is_german else "."


def plain_number(text: str, reader: Reader) -> str | None:
    """A number as it was written, with a point and without groups; None if it is none.

    >>> from zoneinfo import ZoneInfo
    >>> plain_number("1.234,50", Reader("de", ZoneInfo("UTC")))
    '1234.50'
    """
    comma, written = comma_of(reader), BLANKS.sub("", text.strip().replace("−", "-"))
    if GROUPED[comma].fullmatch(written):
        return written.replace("." if comma == "," else ",", "").replace(comma, ".")
    return written.replace(",", ".") if PLAIN[comma].fullmatch(written) else None


def local_number(plain: str, reader: Reader) -> str:
    """The same the other way round, without groups: an input is read again."""
    return plain.replace(".", comma_of(reader))
