"""The settings of a field ("config"): each kind lists the entries it knows, and how a value of each is read.

A reader takes what a form, a YAML file or a model wrote and returns what is kept, or raises ValueError with a sentence.
"""

import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import re2

from desk.fields.texts import read_text, shown
from desk.master_data import clean_text

Entry = Callable[[Any], Any]
MOST_PATTERN = 500
MOST_LIST = 20
MOST_OPTIONS = 2_000
LONGEST_KEY = 200
LINKS = ("https://", "http://", "/")
PLACE = "{{ value }}"


def flag(value: Any) -> bool:
    if value in ("true", "false") or isinstance(value, bool):
        return value in ("true", True)
    raise ValueError(f"{shown(value)} is neither true nor false.")


def whole(low: int, high: int) -> Entry:
    """A reader of whole numbers in these bounds."""

    def read(value: Any) -> int:
        number = int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= len(str(high)) else value
        if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
            raise ValueError(f"It is a whole number from {low} to {high}.")
        return number

    return read


def one_of(*words: str) -> Entry:
    """A reader of one of these words."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise ValueError(f"{shown(value)} is none of {', '.join(words)}.")
        return value

    return read


def plain(value: Any) -> Any:
    """Kept as it is written; the kind reads it as one of its values."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list | tuple):
        return [read_text(one) for one in value]
    return read_text(value)


def link(value: Any) -> str:
    """An address with the value in it."""
    text = read_text(value)
    if not text.startswith(LINKS) or text.startswith("//") or any(sign.isspace() for sign in text.replace(PLACE, "")):
        raise ValueError(f"It is an address that begins with https://, http:// or /, without blanks; {PLACE} stands for the value.")
    return text


def regexes(value: Any) -> list[list[str]]:
    """Pairs of a regular expression and what is said when a value does not match."""
    if not isinstance(value, list | tuple) or len(value) > MOST_LIST:
        raise ValueError(f"It is a list of at most {MOST_LIST} pairs of a regular expression and a message.")
    found = []
    for pair in value:
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not all(isinstance(part, str) for part in pair):
            raise ValueError(f"{shown(pair)} is not a pair of a regular expression and a message.")
        compiled(pair[0])
        found.append([str(pair[0]), read_text(pair[1])])
    return found


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Any:
    """A regular expression of the linear-time engine.

    Raises:
        ValueError: it is none, or looks around or back, which takes more than linear time.
    """
    if len(pattern) > MOST_PATTERN or any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in pattern):
        raise ValueError(f"A regular expression has at most {MOST_PATTERN} signs, and no control signs.")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        return re2.compile(pattern, options)
    except re2.error as problem:
        said = problem.args[0] if problem.args else ""
        reason = said.decode(errors="replace") if isinstance(said, bytes) else said
        raise ValueError(f"{shown(pattern)} is not a regular expression we can use: {reason}.") from None


def options(value: Any) -> list[list[str]]:
    """Keys with their labels in order: pairs, a mapping, or keys that are labels, too. Kept as pairs, since JSON forgets an order."""
    given = list(value.items()) if isinstance(value, Mapping) else value
    if not isinstance(given, list | tuple) or len(given) > MOST_OPTIONS:
        raise ValueError(f"It is a list of at most {MOST_OPTIONS} pairs of key and label.")
    pairs = [_option(one) for one in given]
    keys = [key for key, _ in pairs]
    twice = next((key for key in keys if keys.count(key) > 1), None) if len(set(keys)) < len(keys) else None
    if twice is not None:
        raise ValueError(f"The key {twice!r} is there twice.")
    return pairs


def _option(one: Any) -> list[str]:
    key, label = one if isinstance(one, list | tuple) and len(one) == 2 else (one, one)
    key, label = clean_text(read_text(key)), read_text(label) if label is not None else ""
    if not key or "\n" in key or len(key) > LONGEST_KEY:
        raise ValueError(f"A key is one line of 1 to {LONGEST_KEY} signs.")
    if "\n" in label or len(label) > LONGEST_KEY:
        raise ValueError(f"A label is one line of at most {LONGEST_KEY} signs.")
    return [key, label or key]
