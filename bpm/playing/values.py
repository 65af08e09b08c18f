"""What a step may bring: values of JSON that can be compared, stored and printed again."""

from __future__ import annotations

import math
from typing import Any

from bpm.errors import Refused

DEEPEST = 50


def sound(value: Any, *, depth: int = 0) -> Any:
    """The value, which holds nothing that has no place on a ticket.

    Raises:
        Refused: it is nested too deeply, no finite number, or a text with half a character.
    """
    if depth > DEEPEST:
        raise Refused(f"The step is nested more than {DEEPEST} levels deep; bring the values in a flatter form.")
    if isinstance(value, float) and not math.isfinite(value):
        raise Refused("The step holds a number that is too large to be one; write it as a text or make it smaller.")
    if isinstance(value, str):
        whole_text(value)
    elif isinstance(value, list):
        for each in value:
            sound(each, depth=depth + 1)
    elif isinstance(value, dict):
        for name, each in value.items():
            whole_text(name)
            sound(each, depth=depth + 1)
    return value


def whole_text(text: str) -> None:
    r"""Half a character (`\ud800` without its other half) cannot be stored or printed."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Refused(f"The text {text[:40]!a} holds half a character at position {error.start}; correct its escape.") from None
