r"""What people type into a search, understood without ever refusing: whatever makes no sense is left out.

So is what would take long, and `problem_of` tells whoever can be told.

    printer jam          both words, the last one also as a beginning
    "paper jam"          these words in this order
    print*               words that begin so
    -scanner             without that word
    printer OR plotter   one side or the other

>>> understood('printer -"out of paper" OR plott').groups[1]
Group(wanted=(Term(alternatives=(('plott',),), begins=True),), unwanted=())
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from foundation.folding import words

LONGEST = 1000  # signs
MOST_WORDS = 32  # in all: a phrase of hundreds takes seconds, however short it is
MOST_BEGINNINGS = 8  # each is looked up as all the words that begin so
SHORTEST_BEGINNING = 2  # one letter begins half of all words
QUOTES = str.maketrans(dict.fromkeys("„“”«»", '"'))
_PIECE = re.compile(r'(?P<no>-?)"(?P<phrase>[^"]*)"?|(?P<not>-?)(?P<plain>[^\s"]+)')
OR = frozenset({"OR", "ODER"})
AND = frozenset({"AND", "UND"})


class Term(NamedTuple):
    """Words one after the other, in each way they can be spelt; `begins`: the last one may go on."""

    alternatives: tuple[tuple[str, ...], ...]
    begins: bool


class Group(NamedTuple):
    """Terms that must all be there, and terms of which none may be."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]


@dataclass(frozen=True)
class Query:
    """One of the groups must fit; without groups nothing does."""

    groups: tuple[Group, ...]

    def __bool__(self) -> bool:
        return bool(self.groups)

    @property
    def wanted(self) -> tuple[Term, ...]:
        """All terms that may be why something was found."""
        return tuple(term for group in self.groups for term in group.wanted)


def understood(text: str) -> Query:
    """The query in a text, whatever the text is."""
    sides: list[tuple[list[Term], list[Term]]] = [([], [])]
    known: list[Term] = []
    for piece, term in _terms(text[:LONGEST].translate(QUOTES)):
        if term is None:
            sides.append(([], []))
        elif not _too_much([*known, term]):
            known.append(term)
            sides[-1][1 if piece["no"] or piece["not"] else 0].append(term)
    return Query(tuple(Group(tuple(wanted), tuple(unwanted)) for wanted, unwanted in sides if wanted or unwanted))


def problem_of(text: str) -> str:
    """Why a search would leave out a part of a text; "" if it takes all of it."""
    if len(text) > LONGEST:
        return f"It has {len(text)} characters; at most {LONGEST} fit."
    return _too_much([term for _, term in _terms(text.translate(QUOTES)) if term is not None])


def _too_much(terms: list[Term]) -> str:
    """Why that many terms are not looked for; "" if they are."""
    count = sum(len(term.alternatives[0]) for term in terms)
    if count > MOST_WORDS:
        return f"A search takes {MOST_WORDS} words at most; these are {count}."
    if sum(term.begins for term in terms) > MOST_BEGINNINGS:
        return f"A search takes {MOST_BEGINNINGS} beginnings of words (with *) at most; write more of them out."
    return ""


def _terms(text: str) -> Iterator[tuple["re.Match[str]", Term | None]]:
    """Each piece with its term; None stands for OR."""
    for piece in _PIECE.finditer(text):
        plain = piece["plain"] or ""
        if plain in OR:
            yield piece, None
        elif plain not in AND:
            is_last = piece.end() == len(text) and bool(plain) and not piece["not"]
            term = _term(piece["phrase"] or plain, begins=is_last or plain.endswith("*"))
            if term is not None:
                yield piece, term


def _term(text: str, *, begins: bool) -> Term | None:
    found = [word.spellings for word in words(text)]
    if not found:
        return None
    plainly, written_out = tuple(spellings[0] for spellings in found), tuple(spellings[-1] for spellings in found)
    alternatives = (plainly,) if plainly == written_out else (plainly, written_out)
    return Term(alternatives, begins and len(plainly[-1]) >= SHORTEST_BEGINNING)
