"""Texts as they are searched: one fold and one way to split into words for both databases, made for German and English.

>>> fold("Größe ﬁnden: ÉTÉ")
'grosse finden: ete'
>>> [word.spellings for word in words("Müller's Gerät, Ticket#2026112510000017")]
[('muller', 'mueller'), ('s',), ('gerat', 'geraet'), ('ticket',), ('2026112510000017',)]

An address, a number with signs or a name with hyphens becomes several words, one after the other; looked for, it is a phrase of the same
words. So both the whole and its parts are found.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

LONGEST_WORD = 64  # signs; what is longer (base64, dashes drawn with letters) is found by its beginning
# Combining marks and signs nobody sees (soft hyphen, joiners, marks of direction) are part of the word around them.
_INSIDE = (
    "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
)
_WORD = re.compile(rf"(?:[^\W_]|[{_INSIDE}])+")
_SIGNS = re.compile(r"[^\W_]+")
# What Unicode does not take apart, though people write it with plain letters.
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t"})
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


class Word(NamedTuple):
    """A word where it stands in a text, and how it is spelt: plainly, and with umlauts written out if it has any."""

    start: int
    end: int
    spellings: tuple[str, ...]


def fold(text: str) -> str:
    """Without the difference of case, accents, ligatures and sharp s. What is folded stays as it is when it is folded again."""
    if text.isascii():
        return text.lower()
    return _without_marks(_composed(text))


def spelt_out(text: str) -> str:
    """Folded, with umlauts as German writes them where there are none: ae, oe, ue."""
    return text.lower() if text.isascii() else _without_marks(_composed(text).translate(_SPELT_OUT))


def words(text: str) -> Iterator[Word]:
    """The words of a text in order; a word that falls apart when it is folded gives several of the same place."""
    for found in _WORD.finditer(text):
        for spellings in _spellings(found.group()):
            yield Word(found.start(), found.end(), spellings)


@lru_cache(maxsize=50_000)
def _spellings(raw: str) -> tuple[tuple[str, ...], ...]:
    plain, long = _parts(fold(raw)), _parts(spelt_out(raw))
    if plain == long or len(plain) != len(long):
        return tuple((part,) for part in plain)
    return tuple((one,) if one == other else (one, other) for one, other in zip(plain, long, strict=True))


def _parts(folded: str) -> list[str]:
    return [part[:LONGEST_WORD] for part in _SIGNS.findall(folded)]


def _composed(text: str) -> str:
    """In lower case and compatible form, with umlauts as one sign each."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _without_marks(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text).translate(_PLAIN)
    return "".join(sign for sign in apart if unicodedata.category(sign) not in {"Mn", "Me", "Cf"})
