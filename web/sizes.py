"""Sizes of files as people read them, the same way as `assets/js/files.js` writes them."""

from typing import Final

from babel.numbers import format_decimal
from flask import Flask

from web.translating import shown_language

UNITS: Final = ("B", "kB", "MB", "GB")


def register(website: Flask) -> None:
    website.jinja_env.filters["size"] = size


def size(number: int) -> str:
    """123000 -> "123 kB", 1450 -> "1.5 kB", in German "1,5 kB"."""
    step = min((len(str(max(number, 1))) - 1) // 3, len(UNITS) - 1)
    return f"{format_decimal(number / 1000**step, '0.#', locale=shown_language())} {UNITS[step]}"
