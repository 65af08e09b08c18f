"""Exact numbers as texts the database can order: SQLite has no exact decimals of its own, and a text sorts alike on every database.

>>> [number_key(Decimal(text)) for text in ("-12.5", "-12", "0", "0.25", "7", "12")]
['0-97-87.4~', '0-97-87~', '1+00+', '1+00+.25', '1+01+7', '1+02+12']
"""

import re
from decimal import Decimal
from typing import Any

from desk.fields.texts import shown

MOST_DIGITS = 24  # before the point
MOST_PLACES = 40  # behind it: a third of an amount, calculated with 28 digits, fits
WRITTEN = re.compile(r"[+-]?(\d{1,60}(\.\d{0,60})?|\.\d{1,60})([eE][+-]?\d{1,3})?", re.ASCII)
COMPLEMENT = str.maketrans("0123456789", "9876543210")


def read_number(value: Any) -> Decimal:
    """An exact number.

    Raises:
        ValueError: it is none, or has more digits than fit.
    """
    number = _number(value)
    if number is None or not number.is_finite():
        raise ValueError(f"{shown(value)} is not a number.")
    if number.adjusted() >= MOST_DIGITS or _places(number) > MOST_PLACES:
        raise ValueError(f"At most {MOST_DIGITS} digits before the point and {MOST_PLACES} behind it fit.")
    plain = Decimal(format(number, "f"))
    return plain or abs(plain)


def _number(value: Any) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str) and WRITTEN.fullmatch(value.strip()):
        return Decimal(value.strip())
    if isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool)):
        return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return None


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def number_key(number: Decimal) -> str:
    """A text that sorts, sign by sign, as the number does among numbers; the same for 1.5 and 1.50.

    Digits are counted first, so that 9 comes before 10; below zero all digits are turned round and `~`, which sorts behind
    them, ends the text, so that -1.51 comes before -1.5.
    """
    whole, _, places = format(abs(number), "f").partition(".")
    whole, places = whole.lstrip("0"), places.rstrip("0")
    text = f"+{len(whole):02}+{whole}" + (f".{places}" if places else "")
    if number >= 0:
        return f"1{text}"
    return f"0{text.replace('+', '-').translate(COMPLEMENT)}~"
