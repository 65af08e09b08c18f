"""What is indexed of an object: words by weight, the same for both databases, and no more than both can keep."""

from collections.abc import Iterator, Mapping
from typing import Literal

from foundation.folding import Word, words

Weight = Literal["A", "B", "C", "D"]
Parts = Mapping[Weight, str]  # A counts most (a title), D least (a body)
WEIGHTS: tuple[Weight, ...] = ("A", "B", "C", "D")
# A word nobody can type. It stands first in each document, so that "all but those" can be asked, and keeps phrases from running on
# from one way of spelling into the other.
MARK = "\ue000"
MOST_BYTES = 700_000  # a tsvector holds 1 MB; the rest of a longer text is not found
WORD_COST = 12  # bytes for a word besides its letters: its entry and a position


def document(parts: Parts) -> dict[Weight, list[str]]:
    """The words of each part: as they are spelt plainly, then once more with umlauts written out if there are any."""
    left = MOST_BYTES
    found: dict[Weight, list[str]] = {}
    for weight in WEIGHTS:
        part: list[str] = [MARK] if weight == "A" else []
        for word in _spelt_twice(list(words(parts.get(weight, "")))):
            left -= len(word.encode()) + WORD_COST
            if left < 0:
                break
            part.append(word)
        found[weight] = part
    return found


def _spelt_twice(of_part: list[Word]) -> Iterator[str]:
    yield from (word.spellings[0] for word in of_part)
    if any(len(word.spellings) > 1 for word in of_part):
        yield MARK
        yield from (word.spellings[-1] for word in of_part)
