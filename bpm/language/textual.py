"""Functions over texts. A field without value is an empty text to them; patterns run on an engine of linear time."""

from functools import lru_cache
from typing import Any

import re2

from bpm.errors import EvaluationError, PatternError
from bpm.language.names import Names
from bpm.language.operators import contained
from bpm.language.values import bounded, kind_of, text_of
from bpm.sentences import Sentence

MAX_PATTERN = 500


def plain_text(value: object, *, of: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise EvaluationError(f"`{of}` needs a text and got {kind_of(value)}; `str(…)` makes one.")
    return value


def as_text(_names: Names, value: object) -> object:
    return bounded(text_of(value))


def lower(_names: Names, value: object) -> object:
    return bounded(plain_text(value, of="lower").lower())


def upper(_names: Names, value: object) -> object:
    return bounded(plain_text(value, of="upper").upper())


def strip(_names: Names, value: object) -> str:
    return plain_text(value, of="strip").strip()


def contains(names: Names, whole: object, part: object) -> bool:
    return contained(part, whole, names.zone)


def startswith(_names: Names, value: object, start: object) -> bool:
    return plain_text(value, of="startswith").startswith(plain_text(start, of="startswith"))


def endswith(_names: Names, value: object, end: object) -> bool:
    return plain_text(value, of="endswith").endswith(plain_text(end, of="endswith"))


def matches(_names: Names, value: object, pattern: object) -> bool:
    """Whether the pattern is found somewhere in the text; `^` and `$` tie it to the ends."""
    return compiled_pattern(plain_text(pattern, of="matches")).search(plain_text(value, of="matches")) is not None


@lru_cache(maxsize=256)
def compiled_pattern(pattern: str) -> Any:
    """A pattern for the linear-time engine, which has no back references and no look-around."""
    if len(pattern) > MAX_PATTERN:
        raise PatternError(Sentence("A pattern has at most {most} characters.", most=MAX_PATTERN))
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeError) as error:
        raise PatternError(Sentence("{pattern!r} is not a pattern that `matches` understands.", pattern=pattern[:60])) from error
