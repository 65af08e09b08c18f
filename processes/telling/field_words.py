"""What fields that processes brought along are called, and their options, in other languages: as the models say that are deployed now."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from babel.dates import format_date, format_datetime
from babel.numbers import get_decimal_symbol
from sqlalchemy import func, select

from desk.dynamic_fields import DynamicField
from foundation import prepared
from foundation.unit_of_work import once
from processes import definitions
from processes.telling.sentences import translated
from processes.versions import ProcessDefinition, ProcessVersion

DAY: Final = len("2026-12-31")
Say = Callable[[str], str]
NEWEST: Final = (
    select(ProcessDefinition.process_id, func.max(ProcessVersion.id))
    .join(ProcessVersion, ProcessVersion.definition_id == ProcessDefinition.id)
    .group_by(ProcessDefinition.process_id)
)


def label_of(field: DynamicField, language: str) -> str:
    """The label of a field, else its name."""
    return in_words_of(field.made_by_process, field.label, language) or field.name


def shown(field: DynamicField, text: str, language: str) -> str:
    """A value of a field as fields show it, in a language; options as its process calls them."""
    return written(field.kind, text, language, say=lambda said: in_words_of(field.made_by_process, said, language))


def written(kind: str, text: str, language: str, *, say: Say) -> str:
    """The same of a kind of field: options are said in words, days, moments and numbers written as people there do.

    Args:
        kind: of the field.
        text: the value, moments in the zone of whoever it is for.
        language: of whoever it is for.
        say: what a text of the model is in that language.
    """
    return WAYS[kind](text, language, say) if kind in WAYS and text else text


def option(text: str, _language: str, say: Say) -> str:
    return say(text)


def options(text: str, _language: str, say: Say) -> str:
    return ", ".join(say(each) for each in text.split(", "))


def switch(text: str, language: str, _say: Say) -> str:
    return translated(text, language)


def number(text: str, language: str, _say: Say) -> str:
    return text.replace(".", get_decimal_symbol(language))


def day(text: str, language: str, _say: Say) -> str:
    """Of a moment, too, which stands in the zone of whoever it is shown to."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:  # written by an older or another kind of field
        return text
    return str(format_date(at, locale=language) if len(text) == DAY else format_datetime(at, "short", locale=language))


WAYS: Final[Mapping[str, Callable[[str, str, Say], str]]] = {
    "checkbox": switch,
    "date": day,
    "datetime": day,
    "decimal": number,
    "dropdown": option,
    "multiselect": options,
}


def in_words_of(process_id: str | None, text: str, language: str) -> str:
    """A text of a process in a language, as far as its newest version has it."""
    version = newest_versions().get(process_id or "")
    return text if version is None else definitions.translated(version, text, language)


def newest_versions() -> dict[str, int]:
    """Of each process; one statement."""
    return once("newest versions", lambda: {row[0]: row[1] for row in prepared.rows(NEWEST)})
