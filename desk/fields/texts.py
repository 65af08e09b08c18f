"""Texts in fields: cleaned when they come in, folded to be found, shortened to be quoted in a sentence."""

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from desk.master_data import clean_text

KEY_LENGTH = 200  # signs of a text by which the database orders and finds it: PostgreSQL indexes no more than 2,704 bytes
MOST_QUOTED = 60


def read_text(value: Any) -> str:
    """A text without control signs and blanks around, in composed form, with line feeds only.

    Raises:
        ValueError: it is no text, nor what has an obvious one.
    """
    text = _written(value).replace("\r\n", "\n").replace("\r", "\n")
    return clean_text(unicodedata.normalize("NFC", clean_text(text)))


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f") if abs(value.adjusted()) < KEY_LENGTH else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)  # ValueError for integers beyond 4,300 digits, as for all that does not fit
    raise ValueError(f"{shown(value)} is not a text.")


def one_line(text: str) -> str:
    """Lines joined by blanks, as browsers do with what is pasted into a field of one line."""
    return " ".join(part for part in text.split("\n") if part)


def fold(text: str) -> str:
    """A text without the difference of upper and lower case."""
    return text.casefold()


def text_key(text: str) -> str:
    """By what a text is ordered and found."""
    return fold(text)[:KEY_LENGTH]


def shown(value: Any) -> str:
    """A value in a sentence, whatever it is."""
    if isinstance(value, str):
        return repr(value if len(value) <= MOST_QUOTED else value[:MOST_QUOTED] + "…")
    if isinstance(value, int) and value.bit_length() > MOST_QUOTED:
        return "A number as long as that"
    if value is None or isinstance(value, bool | int | float | date):
        return str(value)
    return f"A {type(value).__name__}"
