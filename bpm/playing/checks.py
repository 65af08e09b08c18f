"""Whether a value fits the dynamic field it is meant for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bpm.errors import BpmError
from bpm.language.textual import compiled_pattern
from bpm.sentences import Sentence
from bpm.typed_values import from_text, typed

if TYPE_CHECKING:
    from bpm.model import Field


def checked(field: Field, value: Any) -> Any:
    """The value as the field stores it; an empty text is no value.

    Raises:
        BpmError: it does not fit the type, the options, the limits or a check of the field.
    """
    if value is None or value == "":
        return None
    name = field.label or field.name
    try:
        fitting = (
            from_text(value, field.type)
            if isinstance(value, str) and field.type in ("integer", "checkbox", "multiselect", "decimal")
            else typed(value, field.type)
        )
    except BpmError as error:
        raise BpmError(Sentence("{name}: {problem}", name=name, problem=error.message)) from error
    check_options(field, fitting, name)
    check_limits(field, fitting, name)
    check_patterns(field, fitting, name)
    return fitting


def check_options(field: Field, value: Any, name: str) -> None:
    """Only keys of the field."""
    if field.values and field.type in ("dropdown", "multiselect"):
        for key in value if isinstance(value, list) else [value]:
            if key not in field.values:
                raise BpmError(
                    Sentence("{name}: {key} is none of its options ({options}).", name=name, key=repr(key), options=", ".join(field.values))
                )


def check_limits(field: Field, value: Any, name: str) -> None:
    """Between minimum and maximum."""
    if field.minimum is not None and comparable(value) < comparable(typed_limit(field.minimum, field)):
        raise BpmError(Sentence("{name}: {value} is below {limit}.", name=name, value=str(value), limit=field.minimum))
    if field.maximum is not None and comparable(value) > comparable(typed_limit(field.maximum, field)):
        raise BpmError(Sentence("{name}: {value} is above {limit}.", name=name, value=str(value), limit=field.maximum))


def comparable(value: Any) -> Any:
    """A moment without zone is one in UTC, so that it can be held against others."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


def typed_limit(limit: str, field: Field) -> Any:
    """A limit as a value of the field's type."""
    return typed(limit, field.type)


def check_patterns(field: Field, value: Any, name: str) -> None:
    """Every regular expression matches."""
    for pattern, message in field.checks:
        if not compiled_pattern(pattern).search(str(value)):
            said = message or Sentence("{value} does not match {pattern}", value=repr(value), pattern=pattern)
            raise BpmError(Sentence("{name}: {problem}.", name=name, problem=said))
