"""The place of a text that a query found, with the found words marked; made here, since databases only know the folded text.

>>> [(piece.text, piece.marked) for piece in snippet("Die Größe stimmt nicht.", "grosse stim")]
[('Die ', False), ('Größe', True), (' ', False), ('stimmt', True), (' nicht.', False)]

Pieces are plain text: whoever shows them escapes each and puts its own mark around it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from foundation.folding import Word, words
from foundation.text_search.query import Term, understood

MOST_READ = 200_000  # signs of the text
BEFORE = 40  # signs of context in front of the first found word
Span = tuple[int, int]


class Piece(NamedTuple):
    text: str
    marked: bool


def snippet(text: str, query: str, *, length: int = 160) -> list[Piece]:
    """About `length` signs around the first found words; the beginning of the text if it has none."""
    spans = found_in(text, query)
    begin, end = _window(text, spans[0][0] if spans else 0, length)
    pieces = [Piece("…", marked=False)] if begin else []
    pieces += _pieces(text, spans, begin, end)
    return [*pieces, Piece("…", marked=False)] if end < len(text) else pieces


def found_in(text: str, query: str) -> list[Span]:
    """Where words of a text are what a query wants."""
    asked, here = understood(query).wanted, list(words(text[:MOST_READ]))
    return sorted({(word.start, word.end) for term in asked for word in _words_of(term, here)})


def _words_of(term: Term, here: Sequence[Word]) -> Iterator[Word]:
    for wanted in term.alternatives:
        for start in range(len(here) - len(wanted) + 1):
            there = here[start : start + len(wanted)]
            if all(_fits(word, one) for word, one in zip(there[:-1], wanted, strict=False)) and _ends(there[-1], wanted[-1], term):
                yield from there


def _fits(word: Word, wanted: str) -> bool:
    return wanted in word.spellings


def _ends(word: Word, wanted: str, term: Term) -> bool:
    return any(spelling.startswith(wanted) for spelling in word.spellings) if term.begins else _fits(word, wanted)


def _window(text: str, first: int, length: int) -> Span:
    """From the beginning of a word near `first`."""
    begin = max(0, first - BEFORE)
    if begin:
        blank = re.search(r"\s", text[begin:first])
        begin = begin + blank.end() if blank else first
    end = min(len(text), begin + length)
    blank_at = max(text.rfind(" ", first, end), text.rfind("\n", first, end)) if end < len(text) else -1
    return begin, blank_at if blank_at > first else end


def _pieces(text: str, spans: Iterable[Span], begin: int, end: int) -> Iterator[Piece]:
    at = begin
    for start, stop in spans:
        if at <= start and stop <= end:
            yield from _plain(text[at:start])
            yield Piece(text[start:stop], marked=True)
            at = stop
    yield from _plain(text[at:end])


def _plain(text: str) -> Iterator[Piece]:
    if text:
        yield Piece(re.sub(r"\s+", " ", text), marked=False)
