"""Where the token would pass since nothing is bound: that has to be accepted before a version is activated."""

from collections.abc import Iterable, Mapping
from typing import Final

from bpm.reader import Note, Report, Say, in_english
from foundation.errors import Refused

RULES: Final = frozenset({"no-action", "foreign-action", "no-decision"})
ADVICE: Final = "Or accept it when you activate."


class NotActivatable(Refused):
    """What stands in the way of a version, by element; what the reader says of it can be said in other words."""

    def __init__(self, problems: Mapping[str, str], passing: Mapping[str, Note]) -> None:
        self._problems, self._passing = problems, passing
        super().__init__(self.said(in_english))

    def said(self, say: Say) -> dict[str, str]:
        return dict(self._problems) | {element: _told(note, say) for element, note in self._passing.items()}


def _told(note: Note, say: Say) -> str:
    return " ".join(sentence for sentence in (*note.said(say), say(ADVICE, {})) if sentence)


def unbound(reports: Iterable[Report]) -> dict[str, Note]:
    """By element, why the token passes there."""
    elements = (element for report in reports for element in report.elements)
    return {element.id: note for element in elements for note in element.notes if note.rule in RULES}
