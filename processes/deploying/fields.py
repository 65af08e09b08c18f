"""The dynamic fields a model declares, made on the desk or completed there."""

from typing import Any

from bpm.model import Field, Model
from desk import dynamic_fields
from desk.actors import Actor
from foundation.errors import Refused


def ensure(model: Model, *, process_id: str, actor: Actor) -> None:
    """Make the fields that are missing, and the options they do not have yet.

    Raises:
        Refused: naming each field that is something else already, or whose settings make no sense.
    """
    problems: dict[str, str] = {}
    for field in model.fields.values():
        try:
            dynamic_fields.ensure(field.name, field.type, field.label, settings_of(field), process_id=process_id, actor=actor)
        except Refused as refused:
            problems[field.name] = " ".join(f"{about}: {said}" if about != field.name else said for about, said in refused.problems.items())
    if problems:
        raise Refused(problems)


def settings_of(field: Field) -> dict[str, Any]:
    """What a model says of a field, as the desk keeps it."""
    said = {"default": field.default, "min": field.minimum, "max": field.maximum, "values": field.values, "regexes": field.checks}
    return {name: value for name, value in said.items() if value}
