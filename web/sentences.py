"""The sentences in which the house refuses, in the reader's language.

They are written where the rule lives, in English, with values put in: "It has 300 characters; at most 200 fit." The catalogue knows them as
"It has {} characters; at most {} fit."; here a sentence finds its pattern again, and the values come into the translation.
"""

import re
from functools import cache
from typing import NamedTuple

from flask import Flask
from flask_babel import get_locale

from web import translating

HOLE = "{}"
LONGEST = 4_000  # characters of a sentence that is looked up


class Pattern(NamedTuple):
    """A sentence with holes, and what it is in another language."""

    regex: re.Pattern[str]
    translation: str


def register(website: Flask) -> None:
    website.jinja_env.filters["told"] = told


def told(sentence: str) -> str:
    """A sentence of the house in the language of the page; one that is in no catalogue stays as it is.

    Several sentences in a row are told one by one.
    """
    code = str(get_locale() or translating.SOURCE)
    if code == translating.SOURCE or not sentence or len(sentence) > LONGEST:
        return sentence
    whole = translated(sentence, code)
    if whole is not None:
        return whole
    parts = re.split(r"(?<=[.!?]) (?=[A-Z'\"])", sentence)
    return " ".join(translated(part, code) or part for part in parts)


def translated(sentence: str, code: str) -> str | None:
    """The sentence in a language; None if the catalogue does not know it."""
    plain = translating.catalogue_of(code).get(sentence)
    if plain is not None:
        return plain
    for pattern in patterns(code):
        found = pattern.regex.fullmatch(sentence)
        if found is not None:
            return filled(pattern.translation, found.groups())
    return None


def filled(translation: str, values: tuple[str, ...]) -> str:
    """The values put into the holes: in their order, or by number where another language needs another order."""
    rest = iter(values)
    return re.sub(r"\{(\d*)\}", lambda hole: values[int(hole[1])] if hole[1] else next(rest, ""), translation)


@cache
def patterns(code: str) -> tuple[Pattern, ...]:
    """The sentences with holes: those that say the most of themselves are tried first."""
    found = {source: target for source, target in translating.catalogue_of(code).items() if HOLE in source}
    by_what_they_say = sorted(found, key=lambda source: len(source.replace(HOLE, "")), reverse=True)
    return tuple(
        Pattern(re.compile("(.*?)".join(map(re.escape, source.split(HOLE))), re.DOTALL), found[source]) for source in by_what_they_say
    )
