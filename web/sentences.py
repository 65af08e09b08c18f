"""The sentences in which the house refuses, in the reader's language.

They are written where the rule lives, in English, with values put in: "It has 300 characters; at most 200 fit." The catalogue knows them as
"It has {} characters; at most {} fit."; here a sentence finds its pattern again, and the values come into the translation. A value may be a
word of the house ("queue") or a sentence itself; it is then told, too.
"""

import re
from functools import cache
from typing import NamedTuple

from flask import Flask
from flask_babel import get_locale

from web import translating

HOLE = "{}"
LONGEST = 4_000  # characters of what is looked up
MOST = 8  # sentences in a row
DEEPEST = 2  # sentences in sentences
BETWEEN = re.compile(r"(?<=[.!?]) (?=[A-Z'\"])")
BEFORE_NAME = " '"
ENDINGS = ("{}; ", "{} and ")  # of what is a sentence by itself
ARTICLE = re.compile(r"an? ")


class Pattern(NamedTuple):
    """A sentence with holes, and what it is in another language."""

    pieces: tuple[str, ...]
    translation: str

    def values(self, sentence: str) -> list[str] | None:
        """What stands in the holes; None if it is another sentence. As fast as looking for each piece once."""
        first, *middle, last = self.pieces
        at, end = len(first), len(sentence) - len(last)
        if at > end or not sentence.startswith(first) or not sentence.endswith(last):
            return None
        values = []
        for piece in middle:
            found = find(piece, sentence, at, end)
            if found < 0:
                return None
            values.append(sentence[at:found])
            at = found + len(piece)
        return [*values, sentence[at:end]]


def find(piece: str, sentence: str, at: int, end: int) -> int:
    """Where the piece begins; between a word and a name, where the quotes of the name begin: "customer user 'anna'"."""
    quoted = sentence.find(BEFORE_NAME, at, end) if piece == BEFORE_NAME[0] else -1
    return quoted if quoted >= 0 else sentence.find(piece, at, end)


def register(website: Flask) -> None:
    website.jinja_env.filters["told"] = told


def told(sentence: str) -> str:
    """A sentence of the house in the language of the page; one that is in no catalogue stays as it is.

    Several sentences in a row are told one by one.
    """
    code = str(get_locale() or translating.SOURCE)
    if code == translating.SOURCE or not sentence or len(sentence) > LONGEST:
        return sentence
    return translated(str(sentence), code) or sentence


def translated(text: str, code: str, depth: int = 0) -> str | None:
    """One sentence or several in a language; None if the catalogue knows nothing of it."""
    plain = translating.catalogue_of(code).get(text)
    if plain is not None:
        return plain
    parts = BETWEEN.split(text)
    single = len(parts) == 1 or len(parts) > MOST
    each = [] if single else [translated(part, code, depth) for part in parts]
    if single or None in each:
        whole = filled_in(text, code, depth)
        if whole is not None or not any(each):
            return whole
    return " ".join(told or part for told, part in zip(each, parts, strict=True))


def filled_in(sentence: str, code: str, depth: int) -> str | None:
    for pattern in patterns(code):
        values = pattern.values(sentence)
        if values is not None:
            return filled(pattern.translation, [value_told(value, code, depth) for value in values])
    return None


def value_told(value: str, code: str, depth: int) -> str:
    """A value as it is, unless it is a word of the house, or a sentence of it, which may lack its full stop."""
    word = translating.catalogue_of(code).get(ARTICLE.sub("", value, count=1) if ARTICLE.match(value) else value)
    if word is not None or depth == DEEPEST or " " not in value:
        return word or value
    whole = translated(value, code, depth + 1)
    return whole or (translated(f"{value}.", code, depth + 1) or value + ".").removesuffix(".")


def filled(translation: str, values: list[str]) -> str:
    """The values put into the holes: in their order, or by number where another language needs another order."""
    rest = iter(values)
    return re.sub(r"\{(\d*)\}", lambda hole: values[int(hole[1])] if hole[1] else next(rest, ""), translation)


@cache
def patterns(code: str) -> tuple[Pattern, ...]:
    """The sentences with holes: those that say the most of themselves are tried first.

    Before them come endings, which a sentence without any would take for its last value.
    """
    found = {source: target for source, target in translating.catalogue_of(code).items() if HOLE in source}
    by_what_they_say = sorted(found, key=lambda source: (source.startswith(ENDINGS), len(source.replace(HOLE, ""))), reverse=True)
    return tuple(Pattern(tuple(source.split(HOLE)), found[source]) for source in by_what_they_say)
