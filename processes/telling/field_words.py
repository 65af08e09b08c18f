"""What fields that processes brought along are called, and their options, in other languages: as the models say that are deployed now."""

from sqlalchemy import func, select

from desk.dynamic_fields import DynamicField
from foundation.db import db
from foundation.unit_of_work import once
from processes import definitions
from processes.telling.sentences import translated
from processes.versions import ProcessDefinition, ProcessVersion


def label_of(field: DynamicField, language: str) -> str:
    """The label of a field, else its name."""
    return in_words_of(field.made_by_process, field.label, language) or field.name


def shown(field: DynamicField, text: str, language: str) -> str:
    """A value as it is shown, in a language: options are texts of the model, switches yes or no; all else is said by people."""
    if field.kind == "checkbox":
        return translated(text, language) if text else text
    if field.kind == "multiselect":
        return ", ".join(in_words_of(field.made_by_process, each, language) for each in text.split(", "))
    return in_words_of(field.made_by_process, text, language) if field.kind == "dropdown" else text


def in_words_of(process_id: str | None, text: str, language: str) -> str:
    """A text of a process in a language, as far as its newest version has it."""
    version = newest_versions().get(process_id or "")
    return text if version is None else definitions.translated(version, text, language)


def newest_versions() -> dict[str, int]:
    """Of each process; one statement."""
    wanted = (
        select(ProcessDefinition.process_id, func.max(ProcessVersion.id))
        .join(ProcessVersion, ProcessVersion.definition_id == ProcessDefinition.id)
        .group_by(ProcessDefinition.process_id)
    )
    return once("newest versions", lambda: dict(db.session.execute(wanted).all()))
