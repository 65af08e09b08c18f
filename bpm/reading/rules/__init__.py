"""Every rule of the reader: a stable code, the verdict it brings, and its sentences. `{names}` are filled with the note's parameters."""

from collections.abc import Iterable
from typing import Final

from bpm.reading.rules import activities, data, declared, events, flows, whole
from bpm.reading.rules.rule import Rule

RULES: Final[dict[str, Rule]] = {**whole.RULES, **flows.RULES, **events.RULES, **activities.RULES, **data.RULES, **declared.RULES}

ORDER: Final = ("runs", "documentation", "adapted", "refused")


def worst(verdicts: Iterable[str]) -> str:
    """The verdict that matters most to whoever wants to deploy; a verdict of a file is `error`, never of an element."""
    return max(verdicts, key=ORDER.index)
